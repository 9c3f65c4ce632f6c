package io.vedette.replication;

/**
 * Which past a server's data has: the id of its stream, and the id under which the beginning of that stream was known
 * before (after a promotion), valid up to a bound. A value; changes make new values.
 *
 * @param id 40 hexadecimal characters
 * @param previousId 40 characters, all zeros when there is none
 * @param secondOffset the first byte that is <em>not</em> shared with {@code previousId} (bytes count from 1); -1 when none
 */
public record ReplicationHistory(String id, String previousId, long secondOffset) {
    public static final int ID_CHARACTERS = 40;
    public static final String NO_ID = "0".repeat(ID_CHARACTERS);
    public static final long NO_OFFSET = -1;

    /** A history that begins, or one that was taken over whole with a full resynchronisation. */
    public static ReplicationHistory of(String id) {
        return new ReplicationHistory(id, NO_ID, NO_OFFSET);
    }

    /** The same past goes on under a new id: what stands up to {@code offset} is shared with the old one. */
    public ReplicationHistory continuedAs(String newId, long offset) {
        return new ReplicationHistory(newId, id, offset + 1);
    }

    /** What people are told of it when it has just been continued. */
    String asSuccessor() {
        return "Setting secondary replication ID to " + previousId + ", valid up to offset: " + secondOffset
                + ". New replication ID is " + id;
    }

    /**
     * Whether somebody who has all bytes before {@code nextByte} of history {@code otherId} holds a prefix of this one.
     * Ids compare in any case of letters. The bound itself passes: who asks for the first byte that is not shared has
     * exactly the shared part.
     */
    public boolean shares(String otherId, long nextByte) {
        return otherId.equalsIgnoreCase(id)
                || secondOffset != NO_OFFSET && otherId.equalsIgnoreCase(previousId) && nextByte <= secondOffset;
    }
}
