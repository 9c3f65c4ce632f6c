package io.vedette.config;

import java.util.List;

/**
 * All the lines of one key that the rewritten file shall have.
 *
 * @param key what the lines are known by in the file: the directive's name, or with a family its name and the first
 *     argument ({@code sentinel monitor}); lower case. An entry with an old line takes its place; old lines left over are removed.
 * @param lines whole lines, without line feed
 * @param forced whether the lines are added where the file has none of this key (a value that is not the default)
 */
public record RewriteEntry(String key, List<String> lines, boolean forced) {
    public RewriteEntry {
        lines = List.copyOf(lines);
    }

    /** The same, written whether the file has such lines or not. */
    public RewriteEntry force() {
        return new RewriteEntry(key, lines, true);
    }
}
