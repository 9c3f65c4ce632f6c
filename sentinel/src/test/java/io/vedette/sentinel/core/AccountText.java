package io.vedette.sentinel.core;

/** An account as scenarios show it: a line a field, deeper ones indented, checks on one line. */
final class AccountText {
    private static final String STEP = "  ";

    private AccountText() {}

    static void write(Account account, StringBuilder out) {
        write(account, "", out);
    }

    private static void write(Account account, String indent, StringBuilder out) {
        switch (account) {
            case Account.Text text -> out.append(indent).append(text.value()).append('\n');
            case Account.Number number ->
                out.append(indent).append(number.value()).append('\n');
            case Account.Items items -> items.items().forEach(item -> item(item, indent, out));
            case Account.Fields fields -> fields.fields().forEach(field -> field(field, indent, out));
        }
    }

    private static void item(Account item, String indent, StringBuilder out) {
        if (item instanceof Account.Fields fields && fields.fields().stream().allMatch(AccountText::isShort)) {
            out.append(indent).append('-');
            fields.fields()
                    .forEach(field ->
                            out.append(' ').append(field.name()).append('=').append(word(field)));
            out.append('\n');
        } else {
            out.append(indent).append("-\n");
            write(item, indent + STEP, out);
        }
    }

    private static void field(Account.Field field, String indent, StringBuilder out) {
        if (isShort(field)) {
            out.append(indent).append(field.name()).append(": ").append(word(field));
            while (out.charAt(out.length() - 1) == ' ') {
                out.setLength(out.length() - 1);
            }
            out.append('\n');
        } else {
            out.append(indent).append(field.name()).append(":\n");
            write(field.value(), indent + STEP, out);
        }
    }

    private static boolean isShort(Account.Field field) {
        return field.value() instanceof Account.Text || field.value() instanceof Account.Number;
    }

    private static String word(Account.Field field) {
        return switch (field.value()) {
            case Account.Text text -> text.value().replaceAll("([0-9a-z])\\1{39}", "S$1");
            case Account.Number number -> Long.toString(number.value());
            case Account.Items items -> "";
            case Account.Fields fields -> "";
        };
    }
}
