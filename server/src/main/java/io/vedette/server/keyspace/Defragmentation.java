package io.vedette.server.keyspace;

import io.vedette.server.memory.Slabs;
import io.vedette.server.values.Shelved;
import java.util.function.BooleanSupplier;

/**
 * Closes the ranks in sparse pages: one walk over all databases moves what lies in the emptiest pages into the gaps of others, and
 * the pages that fall empty go back to the system. Keys with their strings are moved, and the fields and members of large hashes and
 * sets; the nodes of lists and streams and the members of sorted sets stay where they are.
 *
 * <p>A walk is done in steps of one bucket, some 140 records, and goes on from where it was; a key that is written meanwhile is
 * none the worse. Not to be used while a snapshot is open: what that holds must not move. Owner loop only.
 */
final class Defragmentation {
    private static final int NOT_BEGUN = -1;

    private final Database[] databases;
    private final Slabs slabs;
    private final Shelf shelf;
    private int database = NOT_BEGUN;
    private long cursor;
    private int place;
    private long cursorInside;
    private long moved;

    Defragmentation(Database[] databases, Slabs slabs, Shelf shelf) {
        this.databases = databases;
        this.slabs = slabs;
        this.shelf = shelf;
    }

    boolean isOf(Slabs present) {
        return slabs == present;
    }

    boolean hasBegun() {
        return database != NOT_BEGUN;
    }

    /** Blobs that were moved so far. */
    long moved() {
        return moved;
    }

    /** A walk is broken off: a snapshot was opened. */
    void breakOff() {
        if (hasBegun()) {
            slabs.endLeaving();
            database = NOT_BEGUN;
        }
    }

    /**
     * Goes on with the walk, or begins one.
     *
     * @return false when the walk is over
     */
    boolean step(BooleanSupplier mayGoOn) {
        if (!hasBegun()) {
            if (slabs.beginLeaving() == 0) {
                return false;
            }
            database = 0;
            cursor = 0;
            place = 0;
            cursorInside = 0;
        }
        shelf.settle();
        do {
            if (database < databases.length) {
                cursor = databases[database].records().relocate(cursor, record -> moved++);
                if (cursor == 0) {
                    database++;
                }
            } else if (place < shelf.places()) {
                relocateCollection();
            } else {
                breakOff();
                return false;
            }
        } while (mayGoOn.getAsBoolean());
        return true;
    }

    private void relocateCollection() {
        cursorInside = shelf.get(place) instanceof Shelved shelved ? shelved.relocate(cursorInside, r -> moved++) : 0;
        if (cursorInside == 0) {
            place++;
        }
    }
}
