<?php
/**
 * Plugin Name:       CASTO live
 * Description:       Live broadcasts from page to page: a shortcode, a block, and links that turn into players.
 * Version:           0.1.0
 * Requires at least: 6.5
 * Requires PHP:      7.4
 * License:           MIT
 * Text Domain:       casto
 *
 * @package Casto
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

require_once __DIR__ . '/includes/render.php';
require_once __DIR__ . '/includes/settings.php';

/**
 * Where the elements' script is: the setting, or the file that comes with the plugin.
 */
function casto_script_url() {
	$set = (string) get_option( 'casto_script_url', '' );
	return '' !== $set ? $set : plugins_url( 'assets/casto.js', __FILE__ );
}

/**
 * Registered everywhere, loaded only on pages that show an element.
 */
function casto_register() {
	wp_register_script_module( 'casto', casto_script_url(), array(), null );
	add_shortcode( 'casto', 'casto_shortcode' );
	register_block_type( __DIR__ . '/block', array( 'render_callback' => 'casto_block' ) );
	$watch = (string) get_option( 'casto_watch_url', '' );
	$star  = (string) get_option( 'casto_star', '' );
	if ( '' !== $watch && preg_match( '#^https?://\S+$#', $star ) ) {
		// A pasted link to the watch page becomes a player; the star says how.
		wp_oembed_add_provider( $watch . '*', rtrim( $star, '/' ) . '/oembed' );
	}
}
add_action( 'init', 'casto_register' );

/**
 * `[casto channel="my-show"]`
 *
 * @param array|string $atts Attributes; those without a value come with a number as their key.
 */
function casto_shortcode( $atts ) {
	wp_enqueue_script_module( 'casto' );
	return casto_markup( casto_from_shortcode( (array) $atts ), (string) get_option( 'casto_star', '' ) );
}

/**
 * The block, rendered when the page is shown.
 *
 * @param array $attributes Attributes of block/block.json.
 */
function casto_block( $attributes ) {
	wp_enqueue_script_module( 'casto' );
	return sprintf(
		'<div %s>%s</div>',
		get_block_wrapper_attributes(),
		casto_markup( (array) $attributes, (string) get_option( 'casto_star', '' ) )
	);
}
