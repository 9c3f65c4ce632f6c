package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import java.util.List;

/**
 * One connection to an instance that the sentinel watches, as the rest of the shell sees it. Owned by the sentinel's event
 * loop. Life: opening, then (open or never), then lost exactly once, however it ended; a lost link is never used again.
 */
interface Link {
    /** Writes the commands in one piece. Ignored once the link is lost: {@link Listener#lost} was or will be told. */
    void send(List<Argv> commands);

    /** Commands that were sent and not answered yet. */
    int pendingCommands();

    /** Ends the link; its listener hears nothing more from it, not even the loss. */
    void close();
}
