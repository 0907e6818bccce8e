package homeport.store;

import static homeport.store.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Watches: every change once, in order, or the plain word that some were lost. */
@SuppressWarnings("try") // a watch is held open by its try and not named in it
interface WatchContract extends StoreUnderTest {
    @Test
    default void aWatcherIsToldOfEveryChangeAfterItsRevisionOnceAndInOrder() throws Exception {
        commit(Op.put("/x/a", bytes("1")));
        commit(Op.put("/x/b", bytes("2")));
        commit(Op.put("/x/a", bytes("3")));
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/x/", 1, seen)) {
            assertThat(seen.next(2)).containsExactly("2 /x/b=2", "3 /x/a=3");
            commit(Op.delete("/x/b"));
            commit(Op.put("/x/b", bytes("5")));
            assertThat(seen.next(2)).containsExactly("4 /x/b", "5 /x/b=5");
        }
        assertThat(seen.rest()).isEmpty();
    }

    @Test
    default void aWatchFromAListingMissesNothingAndRepeatsNothing() throws Exception {
        commit(Op.put("/a", V));
        Store.Listing listing = store().list("/");
        commit(Op.put("/b", bytes("2")));
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/", listing.revision(), seen)) {
            assertThat(seen.next(1)).containsExactly("2 /b=2");
        }
    }

    @Test
    default void aWatchFromALaterRevisionWaitsForIt() throws Exception {
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/", 2, seen)) {
            for (int i = 1; i <= 3; i++) commit(Op.put("/a", bytes("" + i)));
            assertThat(seen.next(1)).containsExactly("3 /a=3");
        }
    }

    @Test
    default void onlyChangesUnderThePrefixAreTold() throws Exception {
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/x/", 0, seen)) {
            commit(Op.put("/w", V), Op.put("/x", V), Op.put("/x!", V), Op.put("/y", V));
            commit(Op.put("/x0", V), Op.put("/x/in", bytes("2")), Op.delete("/y"));
            assertThat(seen.next(1)).containsExactly("2 /x/in=2");
        }
        assertThat(seen.rest()).isEmpty();
    }

    @Test
    default void theChangesOfACommitComeInTheOrderOfItsParts() throws Exception {
        commit(Op.put("/m", V), Op.put("/check", V));
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/", 1, seen)) {
            commit(
                    Op.put("/z", bytes("1")),
                    Op.delete("/m"),
                    Op.check("/check", 1),
                    Op.delete("/absent"),
                    Op.put("/a", bytes("2")));
            assertThat(seen.next(3)).containsExactly("2 /z=1", "2 /m", "2 /a=2");
        }
    }

    @Test
    default void whatChangedNothingIsNotTold() throws Exception {
        commit(Op.put("/a", V));
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/", 1, seen)) {
            assertThat(tryCommit(Op.put("/b", V), Op.check("/a", 9))).isEmpty();
            commit(Op.check("/a", 1));
            commit(Op.delete("/absent"));
            commit(Op.put("/c", bytes("last")));
            assertThat(seen.next(1)).containsExactly("2 /c=last");
        }
        assertThat(seen.rest()).isEmpty();
    }

    @Test
    default void everyWatcherIsToldAndASlowOneHoldsUpNobody() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Seen quick = new Seen();
        Seen late = new Seen();
        Seen slow = new Seen();
        try (Store.Watch w1 = store().watch("/", 0, quick);
                Store.Watch w2 = store().watch("/", 0, slowly(release, slow))) {
            commit(Op.put("/a", bytes("1")));
            commit(Op.put("/a", bytes("2")));
            assertThat(quick.next(2)).containsExactly("1 /a=1", "2 /a=2");
            try (Store.Watch w3 = store().watch("/", 0, late)) {
                assertThat(late.next(2)).containsExactly("1 /a=1", "2 /a=2");
            }
            assertThat(slow.rest()).isEmpty();
            release.countDown();
            assertThat(slow.next(2)).containsExactly("1 /a=1", "2 /a=2");
        }
    }

    @Test
    default void aWatcherThatThrowsIsToldOfTheNextChange() throws Exception {
        Seen seen = new Seen();
        AtomicInteger calls = new AtomicInteger();
        try (Store.Watch watch =
                store().watch(
                                "/",
                                0,
                                change -> {
                                    seen.accept(change);
                                    switch (calls.getAndIncrement()) {
                                        case 0 -> throw new IllegalStateException("on purpose");
                                        case 1 -> throw new AssertionError("on purpose");
                                        default -> {}
                                    }
                                })) {
            commit(Op.put("/a", bytes("1")), Op.put("/b", bytes("1")));
            commit(Op.put("/a", bytes("2")));
            assertThat(seen.next(3)).containsExactly("1 /a=1", "1 /b=1", "2 /a=2");
        }
    }

    @Test
    default void aWatcherMayUseTheStoreAndCloseItsOwnWatch() throws Exception {
        Seen seen = new Seen();
        Store.Watch[] own = new Store.Watch[1];
        CountDownLatch assigned = new CountDownLatch(1);
        own[0] =
                store().watch(
                                "/a",
                                0,
                                change -> {
                                    awaitQuietly(assigned);
                                    commit(Op.put("/echo", bytes(Seen.line(change))));
                                    own[0].close();
                                    seen.accept(change);
                                });
        assigned.countDown();
        commit(Op.put("/a", bytes("1")), Op.put("/ab", V));
        assertThat(seen.next(1)).containsExactly("1 /a=1");
        assertThat(value("/echo")).isEqualTo("1 /a=1");
        commit(Op.put("/a", bytes("2")));
        othersAreTold();
        assertThat(seen.rest()).isEmpty();
    }

    @Test
    default void aClosedWatchIsNotToldAnyMore() throws Exception {
        Seen seen = new Seen();
        Store.Watch watch = store().watch("/", 0, seen);
        commit(Op.put("/a", bytes("1")));
        assertThat(seen.next(1)).containsExactly("1 /a=1");
        watch.close();
        watch.close();
        commit(Op.put("/a", bytes("2")));
        othersAreTold();
        assertThat(seen.rest()).isEmpty();
    }

    @Test
    default void aWatchFromAForgottenRevisionIsLostAtOnce() throws Exception {
        commit(Op.put("/a", V));
        commit(Op.put("/a", V));
        forgetHistory();
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/a", 1, seen)) {
            assertThat(seen.next())
                    .isInstanceOfSatisfying(
                            Change.Lost.class,
                            lost -> assertThat(lost.revision()).isBetween(2L, revision()));
            commit(Op.put("/a", V));
            othersAreTold();
            assertThat(seen.rest()).as("lost is the last call").isEmpty();
        }
    }

    @Test
    default void aWatcherThatFallsBehindIsToldThatItLostAndNothingAfterThat() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/a", 0, slowly(release, seen))) {
            commit(Op.put("/a", bytes("1")));
            othersAreTold();
            for (int i = 0; i < 10; i++) commit(Op.put("/a", V));
            long behind = revision();
            forgetHistory();
            release.countDown();

            Change change = seen.next();
            for (int told = 1; change instanceof Change.Put(Store.Entry entry); told++) {
                assertThat(entry.revision()).as("in order, none left out").isEqualTo(told);
                change = seen.next();
            }
            assertThat(change)
                    .isInstanceOfSatisfying(
                            Change.Lost.class,
                            lost -> assertThat(lost.revision()).isGreaterThanOrEqualTo(behind));
            commit(Op.put("/a", V));
            othersAreTold();
            assertThat(seen.rest()).as("lost is the last call").isEmpty();
        }
    }

    @Test
    default void whoeverLostListsAgainAndGoesOnFromThere() throws Exception {
        commit(Op.put("/a", V));
        forgetHistory();
        Store.Listing listing = store().list("/a");
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/a", listing.revision(), seen)) {
            long next = commit(Op.put("/a", bytes("on")));
            assertThat(seen.next(1)).containsExactly(next + " /a=on");
        }
    }

    @Test
    default void theArrayOfAChangeIsTheWatchersAlone() throws Exception {
        commit(Op.put("/a", bytes("mine")));
        Seen first = new Seen();
        Seen second = new Seen();
        try (Store.Watch watch = store().watch("/", 0, first)) {
            if (first.next() instanceof Change.Put(Store.Entry entry)) entry.value()[0] = '?';
        }
        assertThat(value("/a")).isEqualTo("mine");
        try (Store.Watch watch = store().watch("/", 0, second)) {
            assertThat(second.next(1)).containsExactly("1 /a=mine");
        }
    }

    /** Returns when a watcher has been told of a commit that is newer than all before. */
    private void othersAreTold() throws InterruptedException {
        Seen other = new Seen();
        try (Store.Watch watch = store().watch("/others", revision(), other)) {
            commit(Op.put("/others", V));
            other.next();
        }
    }

    private static Consumer<Change> slowly(CountDownLatch release, Seen seen) {
        return change -> {
            awaitQuietly(release);
            seen.accept(change);
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
