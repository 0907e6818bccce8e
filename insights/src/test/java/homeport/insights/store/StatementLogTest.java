package homeport.insights.store;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.insights.load.Statement;
import homeport.insights.sql.Identified;
import homeport.insights.sql.Ids;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts are kept once, whole, and go when they have not run for too long. */
class StatementLogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final long TODAY = StatementLog.day(NOW);
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir Path folder;

    private static Identified identified(String text) {
        return Identified.of(text, OptionalLong.of(5), false);
    }

    @Test
    void whatWasPutIsFoundAlsoAfterARestart() throws Exception {
        Identified one = identified("SELECT 'é\u20ac\ud83d\ude00', 'x' FROM t");
        try (StatementLog log = StatementLog.open(folder)) {
            assertThat(log.put(one.statement(), TODAY)).isTrue();
            assertThat(log.put(one.digest(), TODAY)).isTrue();
            assertThat(log.find(one.statement().id())).contains(one.statement());
        }
        try (StatementLog log = StatementLog.open(folder)) {
            assertThat(log.find(one.statement().id())).contains(one.statement());
            assertThat(log.find(one.digest().id())).contains(one.digest());
            assertThat(log.find(Ids.of("something else"))).isEmpty();
        }
    }

    @Test
    void theSameTextIsWrittenOnce() throws Exception {
        try (StatementLog log = StatementLog.open(folder)) {
            Statement digest = identified("SELECT 1").digest();
            log.put(digest, TODAY);
            long size = Files.size(folder.resolve("statements.log"));
            for (int i = 0; i < 100; i++) log.put(digest, TODAY);
            assertThat(Files.size(folder.resolve("statements.log"))).isEqualTo(size);
        }
    }

    @Test
    void aTextThatIsTooLongIsCutBetweenCharacters() throws Exception {
        String text = "SELECT " + "\u20ac".repeat(60_000);
        Statement digest = new Statement(Ids.of(text), "1", Ids.of(text), text);
        try (StatementLog log = StatementLog.open(folder)) {
            log.put(digest, TODAY);
            String kept = log.find(digest.id()).orElseThrow().text();
            assertThat(text).startsWith(kept);
            assertThat(kept.getBytes(StandardCharsets.UTF_8).length)
                    .isBetween(StatementLog.TEXT_BYTES_MAX - 3, StatementLog.TEXT_BYTES_MAX);
        }
    }

    @Test
    void thoseThatDidNotRunForTooLongGo() throws Exception {
        Statement old = identified("SELECT old").digest();
        Statement used = identified("SELECT used").digest();
        try (StatementLog log = StatementLog.open(folder)) {
            log.put(old, TODAY - 100);
            log.put(used, TODAY - 100);
            log.put(used, TODAY);
            log.compact(NOW, WEEK);
            assertThat(log.find(old.id())).isEmpty();
            assertThat(log.find(used.id())).contains(used);
        }
        try (StatementLog log = StatementLog.open(folder)) {
            assertThat(log.find(used.id())).contains(used);
        }
    }

    @Test
    void thereIsAnEndToHowMany() throws Exception {
        try (StatementLog log = StatementLog.open(folder)) {
            int put = 0;
            for (int i = 0; i < StatementLog.KNOWN_MAX + 50; i++)
                if (log.put(identified("SELECT " + i).statement(), TODAY)) put++;
            assertThat(put).isEqualTo(StatementLog.KNOWN_MAX);
            assertThat(log.isLarge()).isTrue();
            log.compact(NOW, WEEK);
            assertThat(log.isLarge()).isFalse();
            assertThat(log.put(identified("SELECT 'one more'").statement(), TODAY)).isTrue();
        }
    }
}
