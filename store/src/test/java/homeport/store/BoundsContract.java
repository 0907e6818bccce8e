package homeport.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers may pass. */
interface BoundsContract extends StoreUnderTest {
    static Stream<String> keysWithinBounds() {
        return Stream.of("/", "//", "/a b", "/~", "/ ", longKey(0));
    }

    static Stream<String> keysOutsideBounds() {
        return Stream.of("", "a", " /a", "/\u007f", "/a\n", "/\t", "/\0", "/é", "/😀", longKey(1));
    }

    private static String longKey(int beyond) {
        return "/" + "k".repeat(Store.KEY_BYTES_MAX - 1 + beyond);
    }

    @ParameterizedTest
    @MethodSource("keysWithinBounds")
    default void aKeyIsAPathOfPrintableAscii(String key) {
        assertThat(commit(Op.put(key, V))).isEqualTo(1);
        assertThat(store().get(key).orElseThrow().key()).isEqualTo(key);
        assertThat(keys(key)).containsExactly(key);
    }

    @ParameterizedTest
    @MethodSource("keysOutsideBounds")
    default void anythingElseIsRefusedWhereverAKeyOrAPrefixGoes(String key) {
        for (Op op : List.of(Op.put(key, V), Op.delete(key), Op.check(key, 0)))
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tryCommit(Op.put("/fine", V), op));
        assertThatIllegalArgumentException().isThrownBy(() -> store().get(key));
        assertThatIllegalArgumentException().isThrownBy(() -> store().list(key));
        assertThatIllegalArgumentException().isThrownBy(() -> store().watch(key, 0, _ -> {}));
        assertThat(revision()).isZero();
    }

    @Test
    default void aValueHasUpToAMebibyte() {
        byte[] most = new byte[Store.VALUE_BYTES_MAX];
        most[most.length - 1] = 7;
        commit(Op.put("/a", most));
        assertThat(store().get("/a").orElseThrow().value()).isEqualTo(most);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        tryCommit(
                                Op.put("/fine", V),
                                Op.put("/a", new byte[Store.VALUE_BYTES_MAX + 1])))
                .withMessageContainingAll("/a", "1048577", "1048576");
        assertThat(revision()).isEqualTo(1);
    }

    @Test
    default void aCommitHasOneOperationUpTo128() {
        List<Op> most = new ArrayList<>();
        IntStream.range(0, Store.OPS_MAX).forEach(i -> most.add(Op.create("/" + i, V)));
        assertThat(store().commit(most)).hasValue(1);
        assertThat(keys("/")).hasSize(Store.OPS_MAX);

        most.add(Op.check("/more", 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().commit(most))
                .withMessageContainingAll("129", "128");
        assertThatIllegalArgumentException().isThrownBy(() -> store().commit(List.of()));
        assertThat(revision()).isEqualTo(1);
    }

    @Test
    default void twoOperationsOfOneCommitNameDifferentKeys() {
        List<Op> rivals = List.of(Op.put("/a", V), Op.delete("/a"), Op.check("/a", 0));
        for (Op op : rivals)
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tryCommit(Op.put("/b", V), Op.check("/a", 0), op))
                    .withMessageContaining("/a");
        assertThat(revision()).isZero();
    }

    @Test
    default void aWatchStartsAtARevisionThatCanBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> store().watch("/", -1, _ -> {}));
    }
}
