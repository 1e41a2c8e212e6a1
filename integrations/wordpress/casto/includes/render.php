<?php
/**
 * The markup of an element. No hooks and no database here: settings come as arguments.
 *
 * @package Casto
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/** Attributes of `<casto-player>` that an author may set, with their kind. */
const CASTO_PLAYER = array(
	'channel'      => 'channel',
	'star'         => 'text',
	'autoplay'     => 'flag',
	'muted'        => 'flag',
	'controls'     => 'flag',
	'poster'       => 'url',
	'relay'        => 'relay',
	'max-children' => 'number',
	'max-upload'   => 'number',
);

/**
 * The shortcode's attributes as the block has them: names of flags may stand alone, and `no` turns
 * one off.
 *
 * @param array $atts As WordPress parses them, names in lower case.
 */
function casto_from_shortcode( array $atts ) {
	$given = array( 'controls' => true );
	foreach ( $atts as $name => $value ) {
		if ( is_int( $name ) ) {
			$name  = strtolower( (string) $value );
			$value = true;
		}
		$name = str_replace( '_', '-', $name );
		if ( 'flag' === ( CASTO_PLAYER[ $name ] ?? '' ) && is_string( $value ) ) {
			$value = ! in_array( strtolower( $value ), array( '0', 'no', 'false', 'off' ), true );
		}
		$given[ $name ] = $value;
	}
	return $given;
}

/**
 * One attribute as text, null when it is to be left out, and true for a flag.
 *
 * @param string $kind  One of those in CASTO_PLAYER.
 * @param mixed  $value What the author gave.
 */
function casto_attribute( $kind, $value ) {
	switch ( $kind ) {
		case 'flag':
			return $value ? true : null;
		case 'number':
			return is_numeric( $value ) && $value >= 0 ? (string) (int) $value : null;
		case 'relay':
			return 'off' === $value || false === $value ? 'off' : null;
		case 'url':
			return is_string( $value ) && '' !== $value ? esc_url( $value ) : null;
		default:
			return is_scalar( $value ) && '' !== trim( (string) $value ) ? trim( (string) $value ) : null;
	}
}

/**
 * `<casto-player>` for the page, or a sentence for the author when the channel is missing or no name.
 *
 * @param array  $given What the author set, by name.
 * @param string $star  The site's star, for elements that name none.
 */
function casto_markup( array $given, $star ) {
	$channel = casto_attribute( 'channel', $given['channel'] ?? '' );
	// A name, or `<owner>/<name>`.
	if ( null === $channel || ! preg_match( '#^([1-9A-HJ-NP-Za-km-z]{32,128}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,63}$#D', $channel ) ) {
		return current_user_can( 'edit_posts' )
			? '<p class="casto-hint">' . esc_html__( 'CASTO: set a channel, as channel="my-show".', 'casto' ) . '</p>'
			: '';
	}
	if ( '' !== $star && empty( $given['star'] ) ) {
		$given['star'] = $star;
	}
	$attributes = '';
	foreach ( CASTO_PLAYER as $name => $kind ) {
		$value = casto_attribute( $kind, $given[ $name ] ?? null );
		if ( true === $value ) {
			$attributes .= ' ' . $name;
		} elseif ( null !== $value && '' !== $value ) {
			$attributes .= sprintf( ' %s="%s"', $name, esc_attr( $value ) );
		}
	}
	return '<casto-player' . $attributes . '></casto-player>';
}
