package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template for the title of the process: it names nothing but what Redis has for it, and gives something whatever that is. Nothing is done
 * with it here.
 */
record TitleTemplate() implements Kind<String> {
    private static final Pattern PART = Pattern.compile("\\{\\{|\\{([^{}]*)}|[^{]");
    private static final List<String> ALWAYS_SOMETHING = List.of("listen-addr", "port", "tls-port", "config-file");
    private static final List<String> PERHAPS_NOTHING = List.of("title", "server-mode", "unixsocket");

    @Override
    public String parse(List<String> words, String base) throws ConfigRefusal {
        if (words.size() != 1) {
            throw new ConfigRefusal("wrong number of arguments");
        }
        String template = words.getFirst();
        Matcher parts = PART.matcher(template);
        int end = 0;
        boolean givesSomething = false;
        while (parts.find() && parts.start() == end) {
            end = parts.end();
            String name = parts.group(1);
            if (name == null) {
                givesSomething |= !parts.group().isBlank();
            } else if (ALWAYS_SOMETHING.contains(name)) {
                givesSomething = true;
            } else if (!PERHAPS_NOTHING.contains(name)) {
                throw invalid();
            }
        }
        if (end < template.length() || !givesSomething) {
            throw invalid();
        }
        return template;
    }

    private static ConfigRefusal invalid() {
        return new ConfigRefusal("template format is invalid or contains unknown variables");
    }

    @Override
    public String text(String value) {
        return value;
    }
}
