package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node has promised is never forgotten and never less. */
class PromiseTest {
    private final Lab lab = new Lab();
    private final Path home = lab.root.resolve("n1");

    @AfterEach
    void close() {
        lab.close();
    }

    private Promise promise() {
        return new Promise(home, lab.account);
    }

    @Test
    void whoPromisedNothingPromisedTermZero() {
        assertThat(promise().term()).isZero();
    }

    @Test
    void aPromiseSurvivesAndOnlyGrows() {
        promise().keep(3);
        promise().keep(3);
        assertThatThrownBy(() -> promise().keep(2)).hasMessageContaining("has promised term 3");
        assertThat(promise().term()).isEqualTo(3);
        promise().keep(4);
        assertThat(promise().term()).isEqualTo(4);
    }

    @Test
    void aPromiseThatCannotBeReadIsNotTakenForNone() throws Exception {
        promise().keep(3);
        Files.writeString(home.resolve("promise"), "");
        assertThatThrownBy(() -> promise().term()).hasMessageContaining("cannot read the promise");
        assertThatThrownBy(() -> promise().keep(9)).hasMessageContaining("cannot read the promise");
    }
}
