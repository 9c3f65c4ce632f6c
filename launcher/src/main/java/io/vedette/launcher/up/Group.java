package io.vedette.launcher.up;

import io.vedette.launcher.client.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A group as its directory describes it.
 *
 * @param directory holds one configuration file and one log for each member; absolute
 * @param servers data servers, lowest port first; in a new group the first is the master
 * @param resumed true if the directory held the group already
 */
public record Group(Path directory, List<Member> servers, List<Member> sentinels, boolean resumed) {
    /** The name under which the sentinels know the master. */
    public static final String MASTER_NAME = "mymaster";

    public List<Member> members() {
        return Stream.concat(servers.stream(), sentinels.stream()).toList();
    }

    public List<Address> sentinelAddresses() {
        return sentinels.stream().map(Member::address).toList();
    }
}
