package io.vedette.server.values;

import io.vedette.resp.Errors;
import io.vedette.resp.RespException;

/**
 * What a key holds. Strings never change: a change is a new one put under the key. {@link Collection}s and {@link LongText}s are changed in
 * place, but only as {@code Database.edit} and {@code Database.patch} say, so that a snapshot may read the old content from another thread.
 *
 * <p>A key that is not there is {@link Missing}, never null. A command that works on one type asks for it by
 * {@code asHash()} and so gets Redis' type check for free; a missing key answers with an empty one, to be read only.
 */
public sealed interface Value permits Missing, StringValue, Shelved {
    /** False for {@link Missing} only. */
    boolean exists();

    Type type();

    /** The word that OBJECT ENCODING answers. */
    String encoding();

    /** @throws RespException {@code WRONGTYPE ...} if the key holds another type; so with the others */
    default StringValue asString() throws RespException {
        throw Errors.wrongType();
    }

    default ListValue asList() throws RespException {
        throw Errors.wrongType();
    }

    default SetValue asSet() throws RespException {
        throw Errors.wrongType();
    }

    default SortedSetValue asSortedSet() throws RespException {
        throw Errors.wrongType();
    }

    default HashValue asHash() throws RespException {
        throw Errors.wrongType();
    }

    default StreamValue asStream() throws RespException {
        throw Errors.wrongType();
    }
}
