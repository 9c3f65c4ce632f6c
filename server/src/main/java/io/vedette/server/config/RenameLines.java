package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.ArrayList;
import java.util.List;

/** {@code rename-command NAME NEW-NAME}, as often as wanted; an empty new name takes the command away. */
record RenameLines() implements Kind<List<List<String>>> {
    @Override
    public List<List<String>> parse(List<String> words, List<List<String>> base) throws ConfigRefusal {
        if (words.size() != 2) {
            throw new ConfigRefusal("wrong number of arguments");
        }
        List<List<String>> lines = new ArrayList<>(base);
        lines.add(List.copyOf(words));
        return List.copyOf(lines);
    }

    @Override
    public String text(List<List<String>> value) {
        return "";
    }
}
