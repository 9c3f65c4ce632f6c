package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import java.util.List;

/** The settings of the write quorum, all ours. Owner loop only. */
public final class WriteQuorumSettings {
    /** More than any group has; a slip of the finger is refused. Ours. */
    private static final int MOST_REPLICAS = 100;
    /** Clients wait no longer by default: about a failover's time. Ours. */
    private static final long DEFAULT_TIMEOUT_MILLIS = 1_000;

    private static final long MOST_TIMEOUT_MILLIS = 24L * 3_600_000;

    /** So many replicas confirm a write before its reply goes out; 0: none. */
    public final Setting<Integer> replicas;
    /** 0 is for ever. */
    public final Setting<Long> timeoutMillis;
    /** Members, and this server, confirm what is on their disks. */
    public final Setting<Boolean> fsync;
    /** Who is counted; empty: every replica that says who it is. */
    public final Setting<List<String>> members;

    private final AppendOnlyOptions file;

    WriteQuorumSettings(SettingTable table, AppendOnlyOptions file) {
        this.file = file;
        replicas = table.add(Setting.integer("write-quorum", 0, 0, MOST_REPLICAS));
        timeoutMillis =
                table.add(Setting.number("write-quorum-timeout", DEFAULT_TIMEOUT_MILLIS, 0, MOST_TIMEOUT_MILLIS));
        fsync = table.add(Setting.yesNo("write-quorum-fsync", false));
        members = table.add(Setting.custom("write-quorum-members", List.<String>of(), new MemberNames()));
    }

    /** @throws ConfigRefusal no write could ever be confirmed */
    public void requirePossible() throws ConfigRefusal {
        int listed = members.get().size();
        if (listed > 0 && replicas.get() > listed) {
            throw new ConfigRefusal("write-quorum is " + replicas.get() + ", but write-quorum-members names only "
                    + listed + ": no write could be confirmed");
        }
        if (fsync.get() && !file.enabled.get()) {
            throw new ConfigRefusal("write-quorum-fsync needs appendonly yes: without a file nothing is on the disk");
        }
        if (fsync.get() && file.fsync.get() == FsyncPolicy.NO) {
            throw new ConfigRefusal("write-quorum-fsync needs appendfsync always or everysec");
        }
    }
}
