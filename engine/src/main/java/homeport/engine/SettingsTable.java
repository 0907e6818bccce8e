package homeport.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each version says of its settings, kept as {@code settings-<version>.tsv} in the cache. The
 * engine is asked once, as a by-product of the first data folder made with it or, when that has not
 * happened, in a folder made for it (under 2 s). Safe from any thread.
 */
final class SettingsTable {
    /** The columns of one row, in the order of {@link #parse}; no row is written by hand. */
    private static final String QUERY =
            "SELECT name, context, vartype, unit, min_val, max_val,"
                    + " array_to_string(enumvals, ','), boot_val, short_desc"
                    + " FROM pg_settings ORDER BY name COLLATE \"C\"";

    private static final int COLUMNS = 9;

    private final Path cache;
    private final Account account;
    private final Map<EngineVersion, List<Setting>> known = new ConcurrentHashMap<>();

    SettingsTable(Path cache, Account account) {
        this.cache = cache;
        this.account = account;
    }

    List<Setting> of(Installation installation) {
        return known.computeIfAbsent(installation.version(), _ -> load(installation));
    }

    boolean lacks(EngineVersion version) {
        return !Files.exists(file(version));
    }

    /** The statement by which the server itself writes the table to {@code file}. */
    static String export(Path file) {
        return "COPY (" + QUERY + ") TO " + Sql.literal(file.toString());
    }

    /** Takes the table that {@link #export} wrote; the file is gone afterwards. */
    void keep(EngineVersion version, Path exported) {
        Path partial =
                cache.resolve(
                        "settings-%s.%d%s"
                                .formatted(
                                        version,
                                        Thread.currentThread().threadId(),
                                        Durable.PARTIAL));
        try {
            Files.write(partial, Files.readAllBytes(exported));
            Durable.move(partial, file(version));
            Files.delete(exported);
        } catch (IOException e) {
            throw new EngineException("cannot keep the settings of " + version, e);
        }
    }

    private List<Setting> load(Installation installation) {
        if (lacks(installation.version())) ask(installation);
        List<Setting> settings = new ArrayList<>();
        try {
            for (String row : Files.readAllLines(file(installation.version())))
                settings.add(parse(row));
        } catch (IOException e) {
            throw new EngineException("cannot read " + file(installation.version()), e);
        }
        return List.copyOf(settings);
    }

    private void ask(Installation installation) {
        Path home = cache.resolve("ask-" + installation.version() + Durable.PARTIAL);
        Durable.delete(home);
        account.folder(home);
        Path data = home.resolve("data");
        Path exported = home.resolve("settings.tsv");
        SingleUser server = new SingleUser(installation, account);
        server.initialise(home, data);
        server.run(home, data, List.of(export(exported)));
        keep(installation.version(), exported);
        Durable.delete(home);
    }

    private Path file(EngineVersion version) {
        return cache.resolve("settings-" + version + ".tsv");
    }

    /** Source: PostgreSQL documentation, COPY, "Text Format". */
    private static Setting parse(String row) {
        String[] c = row.split("\t", -1);
        if (c.length != COLUMNS) throw new EngineException("a settings row reads: " + row);
        List<String> values = text(c[6]).map(v -> List.of(v.split(","))).orElse(List.of());
        return new Setting(
                c[0],
                c[1],
                c[2],
                text(c[3]),
                text(c[4]),
                text(c[5]),
                values,
                text(c[7]),
                text(c[8]).orElse(""));
    }

    private static Optional<String> text(String column) {
        if (column.equals("\\N")) return Optional.empty();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < column.length(); i++) {
            char c = column.charAt(i);
            if (c != '\\' || i + 1 == column.length()) {
                text.append(c);
                continue;
            }
            char escaped = column.charAt(++i);
            text.append(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        case 'b' -> '\b';
                        case 'f' -> '\f';
                        default -> escaped;
                    });
        }
        return Optional.of(text.toString());
    }
}
