<?php
/**
 * What editor.js needs; WordPress reads this file beside it.
 *
 * @package Casto
 */

return array(
	'dependencies' => array( 'wp-blocks', 'wp-block-editor', 'wp-components', 'wp-element', 'wp-i18n' ),
	'version'      => '0.1.0',
);
