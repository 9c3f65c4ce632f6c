package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import java.util.List;

/**
 * One connection to an instance that the sentinel watches, as the rest of the shell sees it. Owned by the sentinel's event
 * loop. Life: opening, then (open or never), then lost exactly once, however it ended; a lost link is never used again.
 */
interface Link {
    /** Writes the commands in one piece. Ignored unless the link is open: its listener was or will be told why. */
    void send(List<Argv> commands);

    /** Writes commands to which no reply belongs, unless the instance refuses them. */
    void tell(List<Argv> commands);

    /** Commands that were sent and not answered yet. */
    int pendingCommands();

    /** The address that this process has on the link: what a peer can call back. Empty unless the link is open. */
    String localHost();

    /** Ends the link; its listener hears nothing more from it, not even the loss. */
    void close();
}
