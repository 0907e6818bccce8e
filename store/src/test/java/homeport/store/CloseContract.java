package homeport.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is left of a store that was closed. */
interface CloseContract extends StoreUnderTest {
    @Test
    default void aClosedStoreRefusesEverythingInASentence() {
        commit(Op.put("/a", V));
        long lease = store().grantLease(LeaseContract.TTL);
        store().close();
        List<ThrowingCallable> calls =
                List.of(
                        () -> store().get("/a"),
                        () -> store().list("/"),
                        () -> tryCommit(Op.put("/a", V)),
                        () -> store().watch("/", 0, _ -> {}),
                        () -> store().grantLease(LeaseContract.TTL),
                        () -> store().keepAlive(lease),
                        () -> store().revokeLease(lease));
        for (ThrowingCallable call : calls)
            assertThatThrownBy(call)
                    .isInstanceOf(StoreException.class)
                    .hasMessage("the store is closed");
    }

    @Test
    default void closingAgainHasNoEffect() {
        store().close();
        store().close();
    }

    @Test
    default void closingTheStoreEndsItsWatchesWithoutAWord() throws Exception {
        Seen seen = new Seen();
        Store.Watch watch = store().watch("/", 0, seen);
        commit(Op.put("/a", StoreUnderTest.bytes("1")));
        assertThat(seen.next(1)).containsExactly("1 /a=1");
        store().close();
        watch.close();
        assertThat(seen.rest()).isEmpty();
    }
}
