package io.vedette.simulation;

/**
 * A master that comes back without its data does not wipe out its replicas: where nothing else is wrong, and snapshots
 * take as long as with Redis' settings, one of them leads before any of them is given the emptiness; unless those that still
 * have the data are all forbidden to lead.
 *
 * <p>That is promised of the data with which the group began: a sentinel may not have heard yet, in ten seconds, how much was written
 * since to a master that had lost all. It is not promised to a replica of a replica, which shares its upstream's fate.
 */
final class RebirthLaw implements Law {
    /** With less than one part in so many of what a replica had, a master has lost data: some writes may always be lost. */
    private static final int LEAST_PART_KEPT = 2;

    private final World world;

    RebirthLaw(World world) {
        this.world = world;
    }

    @Override
    public void replaces(DataServer server, DataServer from) {
        world.require(
                world.shape().trouble() != Shape.Trouble.REBORN_MASTERS
                        || !from.isMaster()
                        || !isPromised(server)
                        || !hasMore(server, from)
                        || world.servers().stream().anyMatch(other -> other.isMaster() && hasMore(other, from))
                        || world.servers().stream()
                                .noneMatch(other -> other.priority() > 0 && isPromised(other) && hasMore(other, from)),
                () -> server.name() + " gives up " + server.position() + " writes for the " + from.position() + " of "
                        + from.name() + ", which lost its data");
    }

    private static boolean isPromised(DataServer server) {
        return server.position() >= World.WRITES_TO_LOSE;
    }

    private static boolean hasMore(DataServer server, DataServer from) {
        return server.position() > LEAST_PART_KEPT * from.position();
    }
}
