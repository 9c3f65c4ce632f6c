package io.vedette.server.keyspace;

import io.vedette.resp.RespException;

/**
 * What a key holds. Immutable: a change is a new value put under the key, so a snapshot may read the old one from another
 * thread at any time.
 *
 * <p>A key that is not there is {@link Missing}, never null. A command that works on one type asks for it by
 * {@code asString()} and so gets Redis' type check for free. Types that come later join the permits list, each with its
 * own {@code as...} here.
 */
public sealed interface Value permits Missing, StringValue {
    /** False for {@link Missing} only. */
    boolean exists();

    Type type();

    /** The word that OBJECT ENCODING answers. */
    String encoding();

    /**
     * This value as a string; a missing one counts as the empty string.
     *
     * @throws RespException {@code WRONGTYPE ...} if the key holds another type
     */
    StringValue asString() throws RespException;
}
