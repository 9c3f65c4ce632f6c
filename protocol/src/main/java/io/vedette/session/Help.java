package io.vedette.session;

import java.util.List;
import java.util.Locale;

/**
 * The reply of a container's HELP subcommand, in Redis' form.
 *
 * @param container {@code client}
 * @param lines the subcommands that are there, each with its explanation behind it, indented by four spaces
 */
public record Help(String container, List<String> lines) implements CommandFunction {
    public Help(String container, String... lines) {
        this(container, List.of(lines));
    }

    @Override
    public void run(Call call) {
        call.reply().array(lines.size() + 3);
        call.reply()
                .simple(container.toUpperCase(Locale.ROOT)
                        + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        lines.forEach(call.reply()::simple);
        call.reply().simple("HELP");
        call.reply().simple("    Prints this help.");
    }
}
