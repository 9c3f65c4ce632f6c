package io.vedette.launcher.up;

import java.util.HashMap;
import java.util.Map;

/** The fields of an INFO reply, or of one of its {@code a=b,c=d} values. What is missing reads as empty, or as 0. */
record Info(Map<String, String> fields) {
    static Info parse(String text) {
        Map<String, String> fields = new HashMap<>();
        text.lines().forEach(line -> put(fields, line, ':'));
        return new Info(fields);
    }

    /** The parts of a value like {@code ip=127.0.0.1,port=6380,state=online}. */
    Info parts(String name) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text(name).split(",")) {
            put(parts, part, '=');
        }
        return new Info(parts);
    }

    String text(String name) {
        return fields.getOrDefault(name, "");
    }

    long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void put(Map<String, String> fields, String line, char separator) {
        int at = line.indexOf(separator);
        if (at > 0) {
            fields.put(line.substring(0, at), line.substring(at + 1).strip());
        }
    }
}
