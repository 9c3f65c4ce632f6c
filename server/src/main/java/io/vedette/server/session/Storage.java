package io.vedette.server.session;

import io.vedette.resp.RespException;
import java.util.Optional;

/** What sessions must know of persistence: decided there, asked here for every command. */
public interface Storage {
    /** The data is being read from the disk: hardly anything can be answered. */
    boolean isLoading();

    /** What keeps writes from being kept, as an answer to who asks for one; nothing while all is well. */
    Optional<RespException> trouble();
}
