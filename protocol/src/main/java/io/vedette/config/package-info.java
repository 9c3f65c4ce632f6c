/**
 * Configuration: two syntaxes, one table of settings, one way to write it back.
 */
package io.vedette.config;
