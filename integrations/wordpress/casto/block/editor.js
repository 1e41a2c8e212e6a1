/** The block in the editor: a placeholder with its settings. The live player is for the page itself. */
(({ blocks, blockEditor, components, element, i18n }) => {
  const { createElement: el, Fragment } = element;
  const { InspectorControls, useBlockProps } = blockEditor;
  const { PanelBody, Placeholder, TextControl, ToggleControl } = components;
  const { __ } = i18n;

  function Edit({ attributes, setAttributes }) {
    const channel = el(TextControl, {
      __next40pxDefaultSize: true,
      __nextHasNoMarginBottom: true,
      label: __('Channel', 'casto'),
      help: __('Its name, or its full id.', 'casto'),
      value: attributes.channel,
      onChange: (value) => setAttributes({ channel: value.trim() }),
    });
    const toggle = (name, label, on = true, off = false) =>
      el(ToggleControl, {
        __nextHasNoMarginBottom: true,
        label,
        checked: attributes[name] === on,
        onChange: (checked) => setAttributes({ [name]: checked ? on : off }),
      });
    return el(
      Fragment,
      null,
      el(
        InspectorControls,
        null,
        el(
          PanelBody,
          { title: __('Playback', 'casto') },
          toggle('autoplay', __('Start by itself', 'casto')),
          toggle('muted', __('Start without sound', 'casto')),
          toggle('controls', __('Show controls', 'casto')),
          toggle('relay', __('Viewers pass the stream on', 'casto'), 'auto', 'off'),
          el(TextControl, {
            __next40pxDefaultSize: true,
            __nextHasNoMarginBottom: true,
            label: __('Poster', 'casto'),
            help: __('Address of a picture shown before the broadcast.', 'casto'),
            type: 'url',
            value: attributes.poster,
            onChange: (poster) => setAttributes({ poster }),
          }),
        ),
      ),
      el(
        'div',
        useBlockProps(),
        el(Placeholder, { icon: 'video-alt3', label: __('CASTO live', 'casto') }, channel),
      ),
    );
  }

  // Rendered by PHP: nothing is saved but the attributes.
  blocks.registerBlockType('casto/player', { edit: Edit, save: () => null });
})(window.wp);
