package io.vedette.sentinel.net;

import io.vedette.resp.Reply;

/** Who hears from a {@link Link}; always called on the sentinel's event loop. */
interface LinkListener {
    /** The connection stands and its greeting was accepted for sending; a publish/subscribe link: its subscription was confirmed. */
    void opened();

    /** The next reply to {@link Link#send}, in order; on a publish/subscribe link every message. */
    void received(Reply reply);

    /** The peer answered a command of the greeting by an error. */
    void refused(String command, String reason);

    /** The connection ended, or could not be made: refused, reset, timed out, closed, or it spoke something else. */
    void lost(String reason);
}
