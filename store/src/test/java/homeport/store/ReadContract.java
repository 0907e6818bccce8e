package homeport.store;

import static homeport.store.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading keys and listings, and whose the bytes are. */
interface ReadContract extends StoreUnderTest {
    @Test
    default void aListingIsInKeyOrder() {
        commit(Op.put("/x/b", V), Op.put("/x/a~", V), Op.put("/x/a", V), Op.put("/x/a/1", V));
        commit(Op.put("/x/B", V), Op.put("/x/a 1", V), Op.put("/x/10", V), Op.put("/x/9", V));
        assertThat(keys("/x/"))
                .containsExactly(
                        "/x/10", "/x/9", "/x/B", "/x/a", "/x/a 1", "/x/a/1", "/x/a~", "/x/b");
    }

    @Test
    default void aListingHoldsWhatStartsWithThePrefixAndNothingElse() {
        commit(Op.put("/a", V), Op.put("/a/b", V), Op.put("/ab", V), Op.put("/a~~", V));
        commit(Op.put("/A", V), Op.put("/b", V), Op.put("/b/a", V), Op.put("/", V));
        assertThat(keys("/a")).containsExactly("/a", "/a/b", "/ab", "/a~~");
        assertThat(keys("/a/")).containsExactly("/a/b");
        assertThat(keys("/c")).isEmpty();
        assertThat(keys("/")).hasSize(8);
    }

    @Test
    default void aListingTellsTheStoresRevisionAndThatOfEachEntry() {
        commit(Op.put("/x/a", bytes("1")));
        commit(Op.put("/x/b", bytes("2")));
        commit(Op.put("/y", bytes("3")));
        Store.Listing listing = store().list("/x/");
        assertThat(listing.revision()).isEqualTo(3);
        assertThat(listing.entries()).extracting(Store.Entry::revision).containsExactly(1L, 2L);
        assertThat(listing.entries()).extracting(StoreUnderTest::text).containsExactly("1", "2");
        assertThat(store().list("/none/").revision()).isEqualTo(3);
    }

    @Test
    default void aListingStaysAsItWasRead() {
        commit(Op.put("/a", bytes("before")));
        Store.Listing listing = store().list("/");
        commit(Op.put("/a", bytes("after")), Op.put("/b", V));
        assertThat(listing.entries()).extracting(StoreUnderTest::text).containsExactly("before");
    }

    @Test
    default void whatACallerDoesToItsArrayAfterwardsDoesNotReachTheStore() {
        byte[] mine = bytes("mine");
        commit(Op.put("/a", mine));
        mine[0] = '?';
        assertThat(value("/a")).isEqualTo("mine");
    }

    @Test
    default void anArrayThatWasHandedOutIsTheReadersAlone() {
        commit(Op.put("/a", bytes("mine")));
        store().get("/a").orElseThrow().value()[0] = '?';
        store().list("/").entries().getFirst().value()[1] = '?';
        assertThat(value("/a")).isEqualTo("mine");
        assertThat(store().list("/").entries())
                .extracting(StoreUnderTest::text)
                .isEqualTo(List.of("mine"));
    }
}
