package io.vedette.launcher.check;

import io.vedette.server.check.JsonText;
import io.vedette.server.check.SnapshotCheck;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a check found, as one JSON object. Bytes of keys are latin-1 characters, so nothing is lost. */
final class Json {
    private Json() {}

    static String of(String file, SnapshotCheck check, Findings findings) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("file", file);
        all.put("ok", check.fault().isEmpty());
        all.put("offset", check.position());
        all.put("keys", check.keys());
        all.put("expires", check.expiring());
        all.put("expired", check.expired());
        all.put("checksum", check.isSummed());
        all.put("aux", findings.aux());
        check.fault().ifPresent(fault -> {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("message", fault.message());
            error.put("doing", fault.stage().word());
            check.lastKey().ifPresent(key -> error.put("key", key));
            all.put("error", error);
        });
        findings.statistics().ifPresent(statistics -> all.put("stats", stats(statistics)));
        return of(all);
    }

    static String of(Map<String, Object> object) {
        StringBuilder text = new StringBuilder();
        write(object, text);
        return text.toString();
    }

    private static Map<String, Object> stats(Statistics statistics) {
        Map<String, Object> types = new LinkedHashMap<>();
        statistics.types().forEach((type, share) -> types.put(type, share(share)));
        Map<String, Object> prefixes = new LinkedHashMap<>();
        statistics.prefixes().forEach(entry -> prefixes.put(entry.getKey(), share(entry.getValue())));
        List<Map<String, Object>> largest = statistics.largest().stream()
                .map(key -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("key", key.name());
                    one.put("type", key.kind());
                    one.put("bytes", key.bytes());
                    return one;
                })
                .toList();
        return Map.of("types", types, "largest", largest, "prefixes", prefixes);
    }

    private static Map<String, Object> share(Statistics.Share share) {
        return Map.of("keys", share.keys(), "bytes", share.bytes());
    }

    private static void write(Object value, StringBuilder text) {
        switch (value) {
            case Map<?, ?> map -> {
                String before = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(before);
                    write(entry.getKey(), text);
                    text.append(':');
                    write(entry.getValue(), text);
                    before = ",";
                }
                text.append(map.isEmpty() ? "{}" : "}");
            }
            case Collection<?> list -> {
                String before = "[";
                for (Object each : list) {
                    text.append(before);
                    write(each, text);
                    before = ",";
                }
                text.append(list.isEmpty() ? "[]" : "]");
            }
            case String string -> JsonText.quote(string, text);
            default -> text.append(value); // numbers and truth values
        }
    }
}
