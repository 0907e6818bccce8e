package homeport.store;

import static homeport.store.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compare-and-set over several keys, and the revisions that it gives. */
interface CommitContract extends StoreUnderTest {
    @Test
    default void aNewStoreIsEmptyAtRevisionZero() {
        assertThat(store().list("/")).isEqualTo(new Store.Listing(0, List.of()));
        assertThat(store().get("/a")).isEmpty();
    }

    @Test
    default void eachCommitIsOneRevisionAboveTheLast() {
        assertThat(commit(Op.create("/a", V))).isEqualTo(1);
        assertThat(commit(Op.put("/a", V), Op.put("/b", V))).isEqualTo(2);
        assertThat(commit(Op.delete("/a"))).isEqualTo(3);
        assertThat(revision()).isEqualTo(3);
    }

    @Test
    default void allPartsOfACommitHappenAtItsRevision() {
        commit(Op.put("/gone", V), Op.put("/old", bytes("one")), Op.put("/same", V));
        long made =
                commit(
                        Op.create("/new", V),
                        Op.replace("/old", bytes("two"), 1),
                        Op.check("/same", 1),
                        Op.delete("/gone", 1));
        assertThat(keys("/")).containsExactly("/new", "/old", "/same");
        assertThat(value("/old")).isEqualTo("two");
        assertThat(store().get("/new").orElseThrow().revision()).isEqualTo(made);
        assertThat(store().get("/old").orElseThrow().revision()).isEqualTo(made);
        assertThat(store().get("/same").orElseThrow().revision()).isEqualTo(1);
    }

    /** The key /is was last changed at revision 2 of 3; the key /not does not exist. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    creating what exists             | put    | /is  | 0
                    replacing an older revision      | put    | /is  | 1
                    replacing a newer revision       | put    | /is  | 3
                    replacing what is absent         | put    | /not | 1
                    deleting an older revision       | delete | /is  | 1
                    deleting what is absent          | delete | /not | 2
                    checking an older revision       | check  | /is  | 1
                    checking that what exists is not | check  | /is  | 0
                    checking what is absent          | check  | /not | 2
                    """)
    default void oneExpectationThatDoesNotHoldStopsTheWholeCommit(
            String story, String verb, String key, long expected) {
        commit(Op.put("/is", V));
        commit(Op.put("/is", bytes("mine")));
        commit(Op.put("/other", bytes("first")));
        Op failing =
                switch (verb) {
                    case "put" -> Op.replace(key, V, expected);
                    case "delete" -> Op.delete(key, expected);
                    case "check" -> Op.check(key, expected);
                    default -> throw new IllegalArgumentException(verb);
                };
        Op fine = Op.replace("/other", bytes("second"), 3);
        Op alsoFine = Op.create("/more", V);

        assertThat(tryCommit(fine, failing, alsoFine)).isEmpty();
        assertThat(tryCommit(failing)).isEmpty();

        assertThat(keys("/")).containsExactly("/is", "/other");
        assertThat(value("/is")).isEqualTo("mine");
        assertThat(value("/other")).isEqualTo("first");
        assertThat(revision()).isEqualTo(3);
        assertThat(commit(fine, alsoFine)).isEqualTo(4);
    }

    @Test
    default void aCommitThatOnlyChecksAnswersTheUnchangedRevision() {
        commit(Op.put("/a", V));
        commit(Op.put("/b", V));
        assertThat(commit(Op.check("/a", 1), Op.check("/b", 2), Op.check("/c", 0))).isEqualTo(2);
        assertThat(revision()).isEqualTo(2);
        assertThat(commit(Op.put("/c", V))).isEqualTo(3);
    }

    @Test
    default void deletingWhatIsAbsentChangesNothing() {
        commit(Op.put("/a", V));
        assertThat(commit(Op.delete("/b"), Op.delete("/c", 0), Op.check("/a", 1))).isEqualTo(1);
        assertThat(revision()).isEqualTo(1);
        assertThat(commit(Op.delete("/b"), Op.delete("/a"))).isEqualTo(2);
        assertThat(keys("/")).isEmpty();
    }

    @Test
    default void puttingTheSameValueAgainIsAChange() {
        commit(Op.put("/a", V));
        assertThat(commit(Op.put("/a", V))).isEqualTo(2);
        assertThat(store().get("/a").orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    default void aKeyMadeAgainIsNotTheOneBefore() {
        commit(Op.create("/a", V));
        commit(Op.delete("/a", 1));
        assertThat(commit(Op.create("/a", V))).isEqualTo(3);
        assertThat(tryCommit(Op.replace("/a", V, 1))).isEmpty();
        assertThat(tryCommit(Op.delete("/a", 1))).isEmpty();
        assertThat(commit(Op.replace("/a", V, 3))).isEqualTo(4);
    }

    @Test
    default void anEmptyValueIsAValue() {
        commit(Op.create("/a", new byte[0]));
        assertThat(store().get("/a").orElseThrow().value()).isEmpty();
        assertThat(tryCommit(Op.create("/a", V))).isEmpty();
    }
}
