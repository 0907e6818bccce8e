package homeport.proxy.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.door.Postgres;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reading of SQL against the server's own. */
class SqlIT {
    private static Postgres postgres;

    @BeforeAll
    static void start() throws Exception {
        postgres = Postgres.start();
        postgres.sql(
                "create role bob",
                "create sequence s",
                "create table t (id int, a int, b int, c int, x int, name text, temp int)",
                "create table u as table t",
                "create table temp as table t",
                "create table accounts as table t");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    /** One statement, several, or one that is not closed: the server says which by its error. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theServerFindsTheSameStatements(boolean standard) throws Exception {
        String options =
                "-c standard_conforming_strings="
                        + standard
                        + " -c backslash_quote=on -c escape_string_warning=off";
        Statements statements = new Statements();
        int[] seen = new int[3];
        try (RawSession session = new RawSession(postgres.socket(), options)) {
            for (int seed = 0; seed < 5_000; seed++) {
                String text = RandomSql.text(new Random(seed)); // the number replays it
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                long effects = statements.effects(bytes, 0, bytes.length, standard);
                session.parse(text);
                int kind = kind(session.error);
                if (kind == ANOTHER) continue;
                seen[kind]++;
                assertEquals(kind, kind(effects), "seed " + seed + ": " + text);
            }
        }
        for (int count : seen) assertTrue(count > 200, "few of a kind: " + count);
    }

    private static final int ONE = 0;
    private static final int SEVERAL = 1;
    private static final int OPEN = 2;
    private static final int ANOTHER = 3;

    private static int kind(String error) {
        if (error.isEmpty()) return ONE;
        if (error.contains("multiple commands")) return SEVERAL;
        return error.contains("unterminated") ? OPEN : ANOTHER;
    }

    private static int kind(long effects) {
        if (Effect.UNREADABLE.isIn(effects)) return OPEN;
        return Effect.SEVERAL.isIn(effects) ? SEVERAL : ONE;
    }

    private static final String STAYING =
            """
            select concat_ws(' ', case when pg_my_temp_schema() <> 0 then 'temp' end,
                (select 'prepared' from pg_prepared_statements where from_sql limit 1),
                (select 'cursor' from pg_cursors where is_holdable limit 1),
                (select 'listen' from pg_listening_channels() limit 1),
                (select 'lock' from pg_locks
                    where locktype = 'advisory' and pid = pg_backend_pid() limit 1))
            """;

    private static final String SETTINGS =
            "select name, setting from pg_settings where source = 'session'"
                    + " and name not like 'transaction_%' order by name";

    /** Each text of the tables in a session of its own: what is left was announced. */
    @Test
    void whatIsLeftInTheServerSessionWasAnnounced() throws Exception {
        List<List<String>> rows = new ArrayList<>(Table.of("effects.txt"));
        rows.addAll(Table.of("drivers.txt"));
        int run = 0;
        for (List<String> row : rows) {
            String text = row.getFirst();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            long effects = new Statements().effects(bytes, 0, bytes.length, true);
            try (RawSession session = new RawSession(postgres.socket(), "-c lock_timeout=5s")) {
                String before = session.query(STAYING) + session.query(SETTINGS);
                session.query(text);
                if (session.error.isEmpty()) run++;
                session.query("rollback");
                boolean stays = !session.query(STAYING).isBlank();
                boolean set = !(session.query(STAYING) + session.query(SETTINGS)).equals(before);
                boolean announced = Effect.stays(effects) || Effect.CODE.isIn(effects);
                boolean settings = Effect.SET.isIn(effects) || Effect.RESET.isIn(effects);
                if (stays) assertTrue(announced, text);
                if (set) assertTrue(announced || settings, text);
            }
        }
        assertTrue(run > 150, "few of the texts can be run: " + run);
    }

    private static final String STATE =
            SETTINGS.replace(" order by name", "")
                    + " union all select 'role', current_user || ' ' || session_user"
                    + " union all select 'app', concat_ws(',', current_setting('app.thing', true),"
                    + " current_setting('app.user', true)) order by 1";

    /** A session that is told the steps is as the session whose text they were read from. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "set search_path to \"A b\", public /* why */",
                "set search_path = ''",
                "set search_path to $$x$$, U&'\\0061', E'\\'b'",
                "set search_path to a, -- first\n b",
                "set schema 'a, b'",
                "select set_config('search_path', 'a, b', false)",
                "select pg_catalog.set_config('Search_Path', '\"A b\", c', 'f') as x",
                "select set_config('app.thing', E'a\\'b', false), current_setting('work_mem')",
                "select set_config('work_mem', '8MB', false), set_config('work_mem', null, false)",
                "set time zone 'Europe/Rome'",
                "set time zone -7",
                "set time zone 5.5",
                "set time zone interval '-08:00' hour to minute",
                "set time zone interval '2' hour",
                "set time zone utc; set time zone local",
                "set timezone = 'Asia/Tokyo'",
                "set names 'LATIN1'",
                "set names 'latin1'; set names",
                "set role bob",
                "set role none",
                "set session role 'bob'",
                "set session authorization bob",
                "set session session authorization bob",
                "set session authorization bob; set session authorization default",
                "set session characteristics as transaction isolation level repeatable read,"
                        + " read only deferrable",
                "set session characteristics as transaction isolation level read uncommitted",
                "set session characteristics as transaction isolation level serializable not"
                        + " deferrable read write",
                "set session characteristics as transaction isolation level read committed",
                "set xml option document",
                "set app.thing = 'Bö''b'",
                "set app.\"user\" to 'x'",
                "set \"app.thing\" to -1.50",
                "set statement_timeout = '5s'; set work_mem to '8MB'; reset statement_timeout",
                "set extra_float_digits = 3; reset all",
                "set datestyle to iso, dmy; set DateStyle to default",
                "set intervalstyle = iso_8601; set geqo to off; set enable_seqscan = 0",
                "set seq_page_cost = 1.5e0; discard all; set seq_page_cost = 2",
                "set bytea_output = E'esc\\141pe'",
            })
    void aSessionThatIsToldTheStepsIsTheSame(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Step> steps = Step.of(bytes, 0, bytes.length, true);
        try (RawSession theirs = new RawSession(postgres.socket(), "");
                RawSession ours = new RawSession(postgres.socket(), "")) {
            if (text.contains("discard")) for (String one : text.split(";")) theirs.query(one);
            else theirs.query(text);
            assertEquals("", theirs.error);
            for (Step step : steps) {
                ours.query(new String(Step.bytes(sql(step)), StandardCharsets.UTF_8));
                assertEquals("", ours.error);
            }
            assertEquals(theirs.query(STATE), ours.query(STATE));
        }
    }

    private static String sql(Step step) {
        return switch (step) {
            case Step.Set set -> set.sql();
            case Step.ToDefault set -> "set " + set.name() + " to default";
            case Step.Reset reset -> "reset " + reset.name();
            case Step.ResetAll _ -> "reset all";
            case Step.Discard discard -> "discard " + discard.state();
            default -> throw new IllegalArgumentException(step.toString());
        };
    }
}
