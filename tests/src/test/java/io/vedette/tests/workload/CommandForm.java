package io.vedette.tests.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command with what its words leave open: {@code (a|b)} is one of these, {@code [a|b]} one of these or nothing, {@code ''} the
 * empty word, and {@code {name}} something that the drawer knows.
 */
final class CommandForm {
    private static final Pattern TOKEN = Pattern.compile("[()\\[\\]|]|[^\\s()\\[\\]|]+");
    private static final Pattern OPEN = Pattern.compile("\\{([^}]*)}");

    /** What follows each other, in one of several ways. */
    private record Choice(boolean optional, List<List<Object>> ways) {}

    private final Choice whole;

    CommandForm(String line) {
        Matcher tokens = TOKEN.matcher(line);
        whole = choice(tokens, "");
        if (whole.ways().size() > 1) {
            throw new IllegalArgumentException("a choice without brackets: " + line);
        }
    }

    private static Choice choice(Matcher tokens, String opened) {
        List<List<Object>> ways = new ArrayList<>();
        ways.add(new ArrayList<>());
        while (tokens.find()) {
            String token = tokens.group();
            switch (token) {
                case "(", "[" -> ways.getLast().add(choice(tokens, token));
                case "|" -> ways.add(new ArrayList<>());
                case ")", "]" -> {
                    return new Choice(opened.equals("["), ways);
                }
                default -> ways.getLast().add(token.equals("''") ? "" : token);
            }
        }
        return new Choice(false, ways);
    }

    /** @param drawer gives the words that a name in braces stands for; one that stands within a longer word gives one */
    List<String> draw(Random random, Function<String, List<String>> drawer) {
        List<String> words = new ArrayList<>();
        draw(whole, random, drawer, words);
        return words;
    }

    private static void draw(Choice choice, Random random, Function<String, List<String>> drawer, List<String> words) {
        if (choice.optional() && random.nextBoolean()) {
            return;
        }
        List<List<Object>> ways = choice.ways();
        for (Object part : ways.size() == 1 ? ways.getFirst() : ways.get(random.nextInt(ways.size()))) {
            if (part instanceof Choice inner) {
                draw(inner, random, drawer, words);
                continue;
            }
            String word = (String) part;
            Matcher open = OPEN.matcher(word);
            if (open.matches()) {
                words.addAll(drawer.apply(open.group(1)));
            } else {
                words.add(open.reset()
                        .replaceAll(name -> Matcher.quoteReplacement(
                                drawer.apply(name.group(1)).getFirst())));
            }
        }
    }
}
