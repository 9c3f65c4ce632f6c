package io.vedette.server.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What files of data need of a disk. All methods block, so none is called on the owner loop unless everything is to stand
 * still. A change of names (a new file, a rename, a deletion) is safe from a loss of power after {@link #sync} of its folder.
 */
public interface Disk {
    /** An empty file of that name; what one had in it before is gone. */
    DiskFile create(Path file) throws IOException;

    /** The file of that name, to go on at its end; an empty one if there is none. */
    DiskFile open(Path file) throws IOException;

    InputStream read(Path file) throws IOException;

    boolean exists(Path file);

    long size(Path file) throws IOException;

    void createFolder(Path folder) throws IOException;

    /** In one step; a file that had the new name is gone. */
    void rename(Path from, Path to) throws IOException;

    /** Nothing happens if there is none. */
    void delete(Path file) throws IOException;

    /** Names in the folder, in no order; none if there is no folder. */
    List<String> list(Path folder) throws IOException;

    /** Waits until the names in the folder are safe from a loss of power. */
    void sync(Path folder) throws IOException;
}
