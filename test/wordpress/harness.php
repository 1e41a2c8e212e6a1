<?php
/**
 * Runs the plugin without WordPress: the functions that it calls, as far as it relies on them. Reads
 * a JSON list of calls from stdin, `["shortcode", attributes]` or `["block", attributes]`, with the
 * settings first, and prints what they give as JSON.
 */

define( 'ABSPATH', __DIR__ );

$GLOBALS['options']  = array();
$GLOBALS['actions']  = array();
$GLOBALS['enqueued'] = array();
$GLOBALS['done']     = array();

function add_action( $hook, $call ) {
	$GLOBALS['actions'][ $hook ][] = $call;
}
function get_option( $name, $otherwise = false ) {
	return $GLOBALS['options'][ $name ] ?? $otherwise;
}
function plugins_url( $path, $file ) {
	return 'https://blog.example/wp-content/plugins/' . basename( dirname( $file ) ) . '/' . $path;
}
function wp_register_script_module( ...$arguments ) {
	$GLOBALS['done']['module'] = $arguments;
}
function wp_enqueue_script_module( $id ) {
	$GLOBALS['enqueued'][] = $id;
}
function add_shortcode( $tag, $call ) {
	$GLOBALS['done']['shortcode'] = array( $tag, $call );
}
function register_block_type( $folder, $arguments ) {
	$GLOBALS['done']['block'] = array( basename( $folder ), $arguments['render_callback'] );
}
function wp_oembed_add_provider( ...$arguments ) {
	$GLOBALS['done']['oembed'] = $arguments;
}
function get_block_wrapper_attributes() {
	return 'class="wp-block-casto-player"';
}
function current_user_can( $capability ) {
	return 'edit_posts' === $capability && ! empty( $GLOBALS['options']['author'] );
}
function esc_attr( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8' );
}
function esc_html( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8' );
}
function esc_html__( $text ) {
	return esc_html( $text );
}
function __( $text ) {
	return $text;
}
/** As WordPress: no address of another protocol than the usual ones. */
function esc_url( $url ) {
	return preg_match( '#^(https?:)?//|^/[^/]#i', $url ) ? str_replace( array( '"', "'", ' ', '<', '>' ), '', $url ) : '';
}
function is_admin() {
	return false;
}

require dirname( __DIR__, 2 ) . '/integrations/wordpress/casto/casto.php';

$input              = json_decode( stream_get_contents( STDIN ), true );
$GLOBALS['options'] = $input['options'] ?? array();
foreach ( $GLOBALS['actions']['init'] as $call ) {
	$call();
}
$results = array();
foreach ( $input['calls'] ?? array() as list( $kind, $attributes ) ) {
	$call      = $GLOBALS['done'][ $kind ][1];
	$results[] = $call( $attributes );
}
echo json_encode(
	array(
		'results'   => $results,
		'done'      => $GLOBALS['done'],
		'enqueued'  => $GLOBALS['enqueued'],
		'sanitized' => isset( $input['star'] ) ? casto_sanitize_star( $input['star'] ) : null,
		'actions'   => array_keys( $GLOBALS['actions'] ),
	)
);
