package homeport.cloud.ec2;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Networks in the store, one document each at {@code /ec2/<region>/vpc/<id>}, and one with what is
 * outside of them at {@code /ec2/<region>/outside}. A region's default VPC, and its outside, are
 * computed until somebody changes them; when somebody deletes that VPC, a marker stays.
 */
final class NetworkStore {
    static final int COMMIT_TRIES_MAX = 64;
    static final int VPCS_MAX = 100;
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .changeDefaultVisibility(v -> v.withIsGetterVisibility(Visibility.NONE))
                    .build();

    private final Store store;
    private final String account;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    NetworkStore(Store store, String account) {
        this.store = store;
        this.account = account;
    }

    String account() {
        return account;
    }

    /** Is told the region of every change that is made here, before who made it goes on. */
    void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    private boolean commit(String region, List<Op> ops) {
        if (store.commit(ops).isEmpty()) return false;
        listeners.forEach(listener -> listener.accept(region));
        return true;
    }

    /** Every VPC of the region, the default one first, the others by id. */
    List<Network> all(String region) {
        var networks = new ArrayList<Network>();
        boolean defaultGone = false;
        for (var entry : store.list("/ec2/" + region + "/").entries()) {
            if (entry.key().equals(goneKey(region))) defaultGone = true;
            else if (!entry.key().equals(outsideKey(region))) networks.add(read(entry.value()));
        }
        String defaultId = Network.defaultVpcId(account, region);
        if (!defaultGone && networks.stream().noneMatch(n -> n.vpcId().equals(defaultId)))
            networks.add(Network.ofRegion(account, region));
        networks.sort(
                Comparator.comparing((Network n) -> !n.defaultVpc()).thenComparing(Network::vpcId));
        return networks;
    }

    Optional<Network> find(String region, Predicate<Network> wanted) {
        return all(region).stream().filter(wanted).findFirst();
    }

    Optional<Network> defaultOf(String region) {
        return find(region, Network::defaultVpc);
    }

    /** What of the region is in no VPC. */
    Outside outside(String region) {
        return outside(region, store.get(outsideKey(region)));
    }

    private Outside outside(String region, Optional<Store.Entry> stored) {
        return stored.map(entry -> JSON.readValue(entry.value(), Outside.class))
                .orElseGet(() -> Outside.ofRegion(defaultOf(region).map(Network::vpcId)));
    }

    void create(String region, Network network, boolean dryRun) {
        if (all(region).size() >= VPCS_MAX)
            throw new AwsException(
                    "VpcLimitExceeded", "The maximum number of VPCs has been reached.");
        if (dryRun) throw Refusal.dryRun();
        var op = Op.create(key(region, network.vpcId()), write(network.vpcId(), network));
        if (!commit(region, List.of(op)))
            throw new IllegalStateException(network.vpcId() + " was just drawn and is taken");
    }

    /** A VPC and what is outside, which change together. */
    record Both(Network network, Outside outside) {
        Both with(Network changed) {
            return new Both(changed, outside);
        }

        Both with(Outside changed) {
            return new Both(network, changed);
        }
    }

    /**
     * Applies {@code change} to the newest state until no other change came between. It may be
     * called several times and must have no effect of its own.
     *
     * @throws AwsException what {@code change} refuses, or the VPC is gone
     */
    Network change(String region, String vpcId, boolean dryRun, UnaryOperator<Network> change) {
        return changeBoth(region, vpcId, dryRun, both -> both.with(change.apply(both.network())))
                .network();
    }

    /**
     * As {@link #change} for what reaches out of a VPC. What of both stays as it was is not
     * written; what is outside is then not looked at again either, so that changes of several VPCs
     * do not meet.
     */
    Both changeBoth(String region, String vpcId, boolean dryRun, UnaryOperator<Both> change) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            var stored = store.get(key(region, vpcId));
            var around = store.get(outsideKey(region));
            Both before = new Both(current(region, vpcId, stored), outside(region, around));
            Both after = change.apply(before);
            if (dryRun) throw Refusal.dryRun();
            if (after.equals(before)) return after;
            var ops = new ArrayList<Op>();
            if (!after.network().equals(before.network())) {
                ops.add(put(key(region, vpcId), stored, vpcId, after.network()));
                if (stored.isEmpty()) ops.add(Op.check(goneKey(region), 0));
            }
            if (!after.outside().equals(before.outside())) {
                ops.add(put(outsideKey(region), around, region, after.outside()));
                if (ops.size() == 1)
                    ops.add(Op.check(key(region, vpcId), revision(stored))); // the VPC stays
            }
            if (commit(region, ops)) return after;
        }
        throw busy(vpcId);
    }

    /** As {@link #change} for what is in no VPC. */
    Outside changeOutside(String region, boolean dryRun, UnaryOperator<Outside> change) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            var stored = store.get(outsideKey(region));
            Outside before = outside(region, stored);
            Outside after = change.apply(before);
            if (dryRun) throw Refusal.dryRun();
            if (after.equals(before)) return after;
            if (commit(region, List.of(put(outsideKey(region), stored, region, after))))
                return after;
        }
        throw busy(region);
    }

    /**
     * @param check refuses by throwing; may be called several times
     */
    void delete(String region, String vpcId, boolean dryRun, BiConsumer<Network, Outside> check) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            var stored = store.get(key(region, vpcId));
            var around = store.get(outsideKey(region));
            Network before = current(region, vpcId, stored);
            check.accept(before, outside(region, around));
            if (dryRun) throw Refusal.dryRun();
            var ops = new ArrayList<Op>();
            ops.add(
                    stored.map(e -> Op.delete(e.key(), e.revision()))
                            .orElseGet(() -> Op.check(key(region, vpcId), 0)));
            ops.add(Op.check(outsideKey(region), revision(around)));
            if (before.defaultVpc()) ops.add(Op.create(goneKey(region), new byte[0]));
            if (commit(region, ops)) return;
        }
        throw busy(vpcId);
    }

    private static long revision(Optional<Store.Entry> stored) {
        return stored.map(Store.Entry::revision).orElse(0L);
    }

    private static Op put(String key, Optional<Store.Entry> stored, String what, Object changed) {
        byte[] value = write(what, changed);
        return stored.map(e -> Op.replace(key, value, e.revision()))
                .orElseGet(() -> Op.create(key, value));
    }

    private Network current(String region, String vpcId, Optional<Store.Entry> stored) {
        if (stored.isPresent()) return read(stored.get().value());
        boolean computed =
                vpcId.equals(Network.defaultVpcId(account, region))
                        && store.get(goneKey(region)).isEmpty();
        if (!computed) throw Refusal.noVpc(vpcId);
        return Network.ofRegion(account, region);
    }

    private static AwsException busy(String what) {
        return new AwsException(
                "RequestLimitExceeded",
                "%d changes of %s were overtaken by others; try again."
                        .formatted(COMMIT_TRIES_MAX, what));
    }

    private static Network read(byte[] value) {
        return JSON.readValue(value, Network.class);
    }

    private static byte[] write(String what, Object changed) {
        byte[] value = JSON.writeValueAsBytes(changed);
        if (value.length > Store.VALUE_BYTES_MAX)
            throw new AwsException(
                    "ResourceCountExceeded",
                    "The record of %s would take %d bytes, allowed %d."
                            .formatted(what, value.length, Store.VALUE_BYTES_MAX));
        return value;
    }

    /** Only an id of our own form is looked up, so no id can reach another key. */
    private static String key(String region, String vpcId) {
        if (!vpcId.matches("vpc-[0-9a-f]{17}")) throw Refusal.noVpc(vpcId);
        return "/ec2/" + region + "/vpc/" + vpcId;
    }

    private static String goneKey(String region) {
        return "/ec2/" + region + "/default-vpc-deleted";
    }

    private static String outsideKey(String region) {
        return "/ec2/" + region + "/outside";
    }
}
