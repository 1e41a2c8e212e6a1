<?php
/**
 * Settings → CASTO live: the star, the script, and the watch page for pasted links.
 *
 * @package Casto
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Option → label and hint.
 */
function casto_settings() {
	return array(
		'casto_star'       => array(
			__( 'Star', 'casto' ),
			__( 'Where pages find each other: an address as https://star.example.org. Empty: /.well-known/casto.json of this site.', 'casto' ),
		),
		'casto_script_url' => array(
			__( 'Script', 'casto' ),
			__( 'Address of casto.js. Empty: the file that comes with this plugin.', 'casto' ),
		),
		'casto_watch_url'  => array(
			__( 'Watch page', 'casto' ),
			__( 'Address of your watch page, as https://example.org/watch.html. Links to it that are pasted into a post become players; the star must be run with --site.', 'casto' ),
		),
	);
}

/**
 * Several stars are separated by spaces, and may be multiaddrs.
 *
 * @param mixed $value What was typed.
 */
function casto_sanitize_star( $value ) {
	$stars = preg_split( '/\s+/', is_string( $value ) ? $value : '', -1, PREG_SPLIT_NO_EMPTY );
	$good  = array_filter(
		$stars,
		static function ( $star ) {
			return (bool) preg_match( '#^(https?://[^\s"<>]+|/[a-z0-9]+/[^\s"<>]+)$#i', $star );
		}
	);
	return implode( ' ', $good );
}

add_action(
	'admin_init',
	static function () {
		add_settings_section( 'casto', '', '__return_empty_string', 'casto' );
		foreach ( casto_settings() as $option => list( $label, $hint ) ) {
			register_setting(
				'casto',
				$option,
				array(
					'type'              => 'string',
					'default'           => '',
					'sanitize_callback' => 'casto_star' === $option ? 'casto_sanitize_star' : 'esc_url_raw',
				)
			);
			add_settings_field(
				$option,
				$label,
				static function () use ( $option, $hint ) {
					printf(
						'<input class="regular-text" id="%1$s" name="%1$s" value="%2$s" aria-describedby="%1$s-hint"><p class="description" id="%1$s-hint">%3$s</p>',
						esc_attr( $option ),
						esc_attr( (string) get_option( $option, '' ) ),
						esc_html( $hint )
					);
				},
				'casto',
				'casto',
				array( 'label_for' => $option )
			);
		}
	}
);

add_action(
	'admin_menu',
	static function () {
		add_options_page(
			__( 'CASTO live', 'casto' ),
			__( 'CASTO live', 'casto' ),
			'manage_options',
			'casto',
			static function () {
				echo '<div class="wrap"><h1>' . esc_html__( 'CASTO live', 'casto' ) . '</h1><form method="post" action="options.php">';
				settings_fields( 'casto' );
				do_settings_sections( 'casto' );
				submit_button();
				echo '</form></div>';
			}
		);
	}
);
