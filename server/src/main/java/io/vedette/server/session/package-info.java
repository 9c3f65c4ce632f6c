/** A client's session on the data server: what it queued and watches, and what its commands send to the log. */
package io.vedette.server.session;
