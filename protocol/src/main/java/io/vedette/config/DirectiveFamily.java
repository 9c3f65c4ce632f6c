package io.vedette.config;

import java.util.List;

/**
 * Directives under one name whose first argument says what they are, many times over ({@code sentinel monitor ...}). Too
 * free for rows of a table, so its owner reads and writes them, the rest of the machinery is shared.
 */
public interface DirectiveFamily {
    /** The directives' name, lower case: {@code sentinel}. */
    String name();

    /** All directives of the name, in order, after the table's own were read; answers what is wrong with them. */
    List<Fault> load(List<Directive> directives);

    /** What stands in a rewritten file; one entry for each key, keys are {@code name + ' ' + first argument}. */
    List<RewriteEntry> rewriteEntries();
}
