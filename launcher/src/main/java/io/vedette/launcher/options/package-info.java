/**
 * How the launcher's own commands read their options: one place for {@code --help}, for what is said of a wrong option, and for the
 * exit codes. The words after {@code server}, {@code sentinel} and {@code cli} are not read here: they follow Redis.
 *
 * <p>Choice: picocli reads, this package decides what a person sees. Refused: picocli's own {@code execute}, which prints the
 * whole usage text after each slip and hides the one line that matters.
 */
package io.vedette.launcher.options;
