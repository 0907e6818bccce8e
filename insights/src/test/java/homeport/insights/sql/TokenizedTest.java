package homeport.insights.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a text when its literals are gone. */
class TokenizedTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    numbers and texts are literals  | SELECT 1, 'a''b', E'\\'x', $1, 1.5e3 | SELECT ?, ?, ?, ?, ?
                    so are dollar quotes            | DO $x$ begin end $x$                 | DO ?
                    and signs belong to numbers     | WHERE a = -1 AND b - 1 > +2          | WHERE a = ? AND b - ? > ?
                    and after keywords              | LIMIT -1                             | LIMIT ?
                    comments go                     | SELECT /* a */ 1 -- b                | SELECT ?
                    white space is one space        | SELECT    a,b   FROM  t              | SELECT a,b FROM t
                    names keep their case           | SELECT "Odd ""Name" , Plain FROM T     | SELECT "Odd ""Name" , Plain FROM T
                    a list after IN is one          | WHERE id IN (1, 2, 3) AND x          | WHERE id IN (?) AND x
                    and one of a single element     | WHERE id in ($1)                     | WHERE id in (?)
                    unless it is not all literals   | WHERE id IN (1, a)                   | WHERE id IN (?, a)
                    nor a query                     | WHERE id IN (SELECT 1)               | WHERE id IN (SELECT ?)
                    an array too                    | = ANY (ARRAY[1,2,3])                 | = ANY (ARRAY[?])
                    arguments stay apart            | SELECT f(1, 2)                       | SELECT f(?, ?)
                    rows like the first go          | INSERT INTO t VALUES (1, a()), (2, a()), (3, a()) | INSERT INTO t VALUES (?, a())
                    others stay                     | VALUES (1, 2), (DEFAULT, 3)          | VALUES (?, ?), (DEFAULT, ?)
                    what follows the rows stays     | VALUES (1), (2) ON CONFLICT DO NOTHING | VALUES (?) ON CONFLICT DO NOTHING
                    the last semicolon goes         | END;                                 | END
                    those between stay              | BEGIN; SELECT 1;                     | BEGIN; SELECT ?
                    a cut text is a literal         | SELECT * FROM t WHERE a = 'abc       | SELECT * FROM t WHERE a = ?
                    a cut list is one               | WHERE id IN (1, 2,                   | WHERE id IN (?)
                    cut rows too                    | VALUES (1, 2), (3,                   | VALUES (?, ?)
                    casts stay                      | SELECT '2020-01-01'::date            | SELECT ?::date
                    """)
    void tokenizes(String story, String text, String expected) {
        assertThat(Tokenized.of(text)).isEqualTo(expected);
        assertThat(Tokenized.of(expected)).as("again").isEqualTo(expected);
    }

    @Test
    void textsOfOneDigestHaveItsIdWhateverTheServerCallsThem() {
        Identified one = Identified.of("SELECT 1", OptionalLong.of(42), false);
        Identified other = Identified.of("SELECT  2", OptionalLong.empty(), false);
        assertThat(one.digest().id()).isEqualTo(other.digest().id()).matches("[0-9a-f]{40}");
        assertThat(one.statement().id()).isNotEqualTo(other.statement().id());
        assertThat(one.digest().dbId()).isEqualTo("42");
        assertThat(other.digest().dbId()).matches("pi-[0-9]+");
        assertThat(one.statement().tokenizedId()).isEqualTo(one.digest().id());
    }

    @Test
    void ofTextsThatWereCutTheServersNumberTells() {
        Identified one = Identified.of("SELECT a", OptionalLong.of(1), true);
        Identified other = Identified.of("SELECT a", OptionalLong.of(2), true);
        assertThat(one.digest().id()).isNotEqualTo(other.digest().id());
    }

    @Test
    void onlySoManyTextsOfADigestAreToldApartInAnHour() {
        TextBudget budget = new TextBudget();
        for (int i = 0; i < TextBudget.OF_DIGEST_MAX; i++)
            assertThat(budget.admits(1, "d", "t" + i)).isTrue();
        assertThat(budget.isSpent(1, "d")).isTrue();
        assertThat(budget.admits(1, "d", "more")).isFalse();
        assertThat(budget.admits(1, "d", "t3")).isTrue();
        assertThat(budget.admits(2, "d", "more")).isTrue();
    }
}
