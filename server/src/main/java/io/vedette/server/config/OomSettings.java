package io.vedette.server.config;

import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import java.util.List;

/** The settings of what the system does when memory runs out. Owner loop only. */
public final class OomSettings {
    /** {@code no}, {@code yes} and {@code relative}, which are the same, or {@code absolute}. */
    public final Setting<String> mode;

    /** Three numbers between blanks, for a master, a replica, and child processes, of which there are none. */
    public final Setting<String> scores;

    OomSettings(SettingTable table) {
        mode = table.add(
                Setting.custom("oom-score-adj", "no", new OneOf(List.of("no", "yes", "relative", "absolute"))));
        scores = table.add(Setting.custom("oom-score-adj-values", "0 200 800", new OomScores()));
    }
}
