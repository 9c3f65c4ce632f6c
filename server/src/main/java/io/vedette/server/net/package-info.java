/**
 * The shell of the data server: sockets, clock, timers, files, signals, and the main. Everything else of the server is
 * handed what it needs from here.
 */
package io.vedette.server.net;
