package homeport.store;

import static homeport.store.StoreUnderTest.await;
import static homeport.store.StoreUnderTest.bytes;
import static homeport.store.StoreUnderTest.leased;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leases: keys that go when whoever put them is silent for too long. */
@SuppressWarnings("try") // a watch is held open by its try and not named in it
interface LeaseContract extends StoreUnderTest {
    Duration TTL = Duration.ofSeconds(60);
    Duration ALMOST = Duration.ofSeconds(40);

    @Test
    default void theKeysOfALeaseGoInOneCommitWhenItsTimeIsOver() throws Exception {
        long lease = store().grantLease(TTL);
        commit(leased("/l/a", lease), leased("/l/b", lease), Op.put("/l/stays", V));
        commit(leased("/l/c", lease));
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/l/", 2, seen)) {
            passTime(TTL);
            await("the keys are gone", () -> keys("/l/").equals(List.of("/l/stays")));
            assertThat(revision()).isEqualTo(3);
            assertThat(seen.next(3)).containsExactlyInAnyOrder("3 /l/a", "3 /l/b", "3 /l/c");
        }
    }

    @Test
    default void aLeaseLivesForItsTimeAfterItWasLastKeptAlive() {
        long lease = store().grantLease(TTL);
        commit(leased("/l", lease));
        for (int i = 0; i < 3; i++) {
            passTime(ALMOST);
            assertThat(store().keepAlive(lease)).isTrue();
        }
        passTime(ALMOST);
        commit(Op.check("/l", 1));
        assertThat(keys("/l")).containsExactly("/l");
        passTime(ALMOST);
        assertThat(store().keepAlive(lease)).as("too late").isFalse();
        await("the key is gone", () -> keys("/l").isEmpty());
        assertThat(store().keepAlive(lease)).isFalse();
    }

    @Test
    default void eachLeaseHasItsOwnTime() {
        long brief = store().grantLease(TTL);
        long lasting = store().grantLease(TTL.multipliedBy(2));
        assertThat(brief).isNotEqualTo(lasting);
        commit(leased("/brief", brief), leased("/lasting", lasting));
        passTime(TTL);
        await("the first ends", () -> keys("/").equals(List.of("/lasting")));
        assertThat(store().keepAlive(brief)).isFalse();
        assertThat(store().keepAlive(lasting)).isTrue();
    }

    @Test
    default void revokingALeaseDeletesItsKeysInOneCommit() throws Exception {
        long lease = store().grantLease(TTL);
        commit(leased("/l/a", lease), leased("/l/b", lease), Op.put("/l/stays", V));
        Seen seen = new Seen();
        try (Store.Watch watch = store().watch("/l/", 1, seen)) {
            store().revokeLease(lease);
            assertThat(keys("/l/")).containsExactly("/l/stays");
            assertThat(revision()).isEqualTo(2);
            assertThat(store().keepAlive(lease)).isFalse();
            assertThat(seen.next(2)).containsExactlyInAnyOrder("2 /l/a", "2 /l/b");
        }
    }

    @Test
    default void revokingALeaseThatIsGoneHasNoEffect() {
        long lease = store().grantLease(TTL);
        store().revokeLease(lease);
        commit(Op.put("/a", V));
        store().revokeLease(lease);
        store().revokeLease(lease + 1);
        assertThat(store().list("/").revision()).isEqualTo(1);
        assertThat(keys("/")).containsExactly("/a");
    }

    @Test
    default void aLeaseWithoutKeysComesAndGoesWithoutARevision() {
        long over = store().grantLease(TTL);
        long revoked = store().grantLease(TTL);
        store().revokeLease(revoked);
        passTime(TTL);
        assertThat(store().keepAlive(over)).isFalse();
        assertThat(commit(Op.put("/a", V))).isEqualTo(1);
    }

    @Test
    default void puttingUnderALeaseThatIsGoneIsAnExpectationThatDidNotHold() {
        long revoked = store().grantLease(TTL);
        long over = store().grantLease(TTL);
        store().revokeLease(revoked);
        passTime(TTL);
        for (long gone : new long[] {revoked, over, over + 1000, -1})
            assertThat(tryCommit(Op.put("/fine", V), leased("/l", gone))).isEmpty();
        assertThat(revision()).isZero();
        assertThat(keys("/")).isEmpty();
    }

    @Test
    default void aKeyGoesWithTheLeaseOfItsLastPut() {
        long first = store().grantLease(TTL);
        long second = store().grantLease(TTL);
        commit(leased("/freed", first), leased("/moved", first), Op.put("/taken", V));
        commit(Op.put("/freed", V), leased("/moved", second), leased("/taken", second));
        store().revokeLease(first);
        assertThat(keys("/")).containsExactly("/freed", "/moved", "/taken");
        assertThat(revision()).isEqualTo(2);
        store().revokeLease(second);
        assertThat(keys("/")).containsExactly("/freed");
    }

    @Test
    default void aKeyThatWasDeletedAndMadeAgainDoesNotGoWithItsOldLease() {
        long lease = store().grantLease(TTL);
        commit(leased("/a", lease), leased("/b", lease));
        commit(Op.delete("/a"));
        commit(Op.create("/a", bytes("again")));
        store().revokeLease(lease);
        assertThat(keys("/")).containsExactly("/a");
        assertThat(value("/a")).isEqualTo("again");
    }

    @Test
    default void theTimeOfALeaseIsBounded() {
        List<Duration> outside =
                List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(366));
        for (Duration ttl : outside)
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store().grantLease(ttl))
                    .withMessageContaining(ttl.toString());
        assertThat(store().keepAlive(store().grantLease(Duration.ofDays(365)))).isTrue();
    }
}
