package homeport.insights.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text that anybody may have sent, and whether it may come near EXPLAIN. */
class ExplainableTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a question                          | SELECT 1                                          | yes
                    with parameters                     | select * from t where id = $1                     | yes
                    each verb that is planned           | insert into t values ($1)                         | yes
                    each verb that is planned           | UPDATE t SET n = 1 WHERE id = 7                   | yes
                    each verb that is planned           | Delete From t                                     | yes
                    each verb that is planned           | merge into t using s on t.id = s.id when matched then delete | yes
                    a common table expression           | WITH x AS (SELECT 1) SELECT * FROM x              | yes
                    one that writes                     | WITH x AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM x | yes
                    after a comment                     | /* from: cart */ SELECT 1                         | yes
                    after a comment to the line's end   | -- DROP TABLE t                                   | no
                    two statements                      | SELECT 1; DROP TABLE x                            | no
                    two behind a quote that is none     | SELECT 'a\\'; DROP TABLE x --'                    | no
                    two behind dollars                  | SELECT $$; DROP TABLE x                           | no
                    a semicolon in a literal, to be safe| SELECT 'a;b'                                      | no
                    a semicolon in a comment, to be safe| SELECT 1 /* ; */                                  | no
                    a table made of a question          | SELECT * INTO copy FROM t                         | no
                    the same behind an expression       | WITH x AS (SELECT 1) SELECT * INTO copy FROM x    | no
                    a table                             | CREATE TABLE t (a int)                            | no
                    a table made of a question, plainly | CREATE TABLE t AS SELECT 1                        | no
                    its own explanation                 | EXPLAIN ANALYZE DELETE FROM t                     | no
                    a block                             | DO $$ BEGIN DELETE FROM t; END $$                 | no
                    a procedure                         | CALL p()                                          | no
                    a prepared statement                | EXECUTE p(1)                                      | no
                    a cursor                            | DECLARE c CURSOR FOR SELECT 1                     | no
                    a copy                              | COPY t TO PROGRAM 'sh'                            | no
                    a vacuum                            | VACUUM t                                          | no
                    a setting                           | SET ROLE other                                    | no
                    a name in quotes                    | "select" 1                                        | no
                    a literal that nothing closes       | SELECT 'abc                                       | no
                    a comment that nothing closes       | SELECT 1 /* abc                                   | no
                    a digest, which is no statement     | ?                                                 | no
                    nothing                             | ``                                                | no
                    only an end                         | `;`                                               | no
                    """)
    void decides(String story, String text, String may) {
        assertThat(Explainable.of(text).isPresent()).isEqualTo(may.equals("yes"));
    }

    @Test
    void whatEndsAStatementIsLeftOut() {
        assertThat(Explainable.of("SELECT 1 ;\n ; ")).isEqualTo(Optional.of("SELECT 1"));
    }

    @Test
    void aTextThatIsTooLongIsNotTaken() {
        String text = "SELECT '" + "x".repeat(Explainable.TEXT_BYTES_MAX) + "'";
        assertThat(Explainable.of(text)).isEmpty();
    }
}
