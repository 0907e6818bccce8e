package homeport.engine;

import java.util.List;
import java.util.Optional;

/**
 * One server setting as {@code pg_settings} describes it.
 *
 * @param context internal, postmaster, sighup, superuser-backend, backend, superuser or user
 * @param type bool, integer, real, string or enum
 * @param unit {@code 8kB}, {@code ms} … where numbers have one
 * @param min smallest number, as text
 * @param max largest number, as text
 * @param values the words of an enum, otherwise empty
 * @param boot the built-in default
 */
public record Setting(
        String name,
        String context,
        String type,
        Optional<String> unit,
        Optional<String> min,
        Optional<String> max,
        List<String> values,
        Optional<String> boot,
        String description) {
    public Setting {
        values = List.copyOf(values);
    }

    /** A change needs a restart of the server. */
    public boolean needsRestart() {
        return context.equals("postmaster");
    }
}
