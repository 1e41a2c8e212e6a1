<?php
/**
 * Leaves nothing in the database.
 *
 * @package Casto
 */

if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	exit;
}

foreach ( array( 'casto_star', 'casto_script_url', 'casto_watch_url' ) as $casto_option ) {
	delete_option( $casto_option );
}
