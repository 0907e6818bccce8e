package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Networks in the store, one document each at {@code /ec2/<region>/vpc/<id>}. A region's default
 * VPC is computed until somebody changes it; when somebody deletes it, a marker stays.
 */
final class NetworkStore {
    static final int COMMIT_TRIES_MAX = 64;
    static final int VPCS_MAX = 100;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final String account;

    NetworkStore(Store store, String account) {
        this.store = store;
        this.account = account;
    }

    String account() {
        return account;
    }

    /** Every VPC of the region, the default one first, the others by id. */
    List<Network> all(String region) {
        var networks = new ArrayList<Network>();
        boolean defaultGone = false;
        for (var entry : store.list("/ec2/" + region + "/").entries()) {
            if (entry.key().equals(goneKey(region))) defaultGone = true;
            else networks.add(read(entry.value()));
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

    void create(String region, Network network, boolean dryRun) {
        if (all(region).size() >= VPCS_MAX)
            throw new AwsException(
                    "VpcLimitExceeded", "The maximum number of VPCs has been reached.");
        if (dryRun) throw Refusal.dryRun();
        var op = Op.create(key(region, network.vpcId()), write(network));
        if (store.commit(List.of(op)).isEmpty())
            throw new IllegalStateException(network.vpcId() + " was just drawn and is taken");
    }

    /**
     * Applies {@code change} to the newest state until no other change came between. It may be
     * called several times and must have no effect of its own.
     *
     * @throws AwsException what {@code change} refuses, or the VPC is gone
     */
    Network change(String region, String vpcId, boolean dryRun, UnaryOperator<Network> change) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            var stored = store.get(key(region, vpcId));
            Network before = current(region, vpcId, stored);
            Network after = change.apply(before);
            if (dryRun) throw Refusal.dryRun();
            if (after.equals(before)) return after;
            var ops = new ArrayList<Op>();
            ops.add(
                    stored.map(e -> Op.replace(e.key(), write(after), e.revision()))
                            .orElseGet(() -> Op.create(key(region, vpcId), write(after))));
            if (stored.isEmpty()) ops.add(Op.check(goneKey(region), 0));
            if (store.commit(ops).isPresent()) return after;
        }
        throw busy(vpcId);
    }

    /**
     * @param check refuses by throwing; may be called several times
     */
    void delete(String region, String vpcId, boolean dryRun, Consumer<Network> check) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            var stored = store.get(key(region, vpcId));
            Network before = current(region, vpcId, stored);
            check.accept(before);
            if (dryRun) throw Refusal.dryRun();
            var ops = new ArrayList<Op>();
            ops.add(
                    stored.map(e -> Op.delete(e.key(), e.revision()))
                            .orElseGet(() -> Op.check(key(region, vpcId), 0)));
            if (before.defaultVpc()) ops.add(Op.create(goneKey(region), new byte[0]));
            if (store.commit(ops).isPresent()) return;
        }
        throw busy(vpcId);
    }

    private Network current(String region, String vpcId, Optional<Store.Entry> stored) {
        if (stored.isPresent()) return read(stored.get().value());
        boolean computed =
                vpcId.equals(Network.defaultVpcId(account, region))
                        && store.get(goneKey(region)).isEmpty();
        if (!computed) throw Refusal.noVpc(vpcId);
        return Network.ofRegion(account, region);
    }

    private static AwsException busy(String vpcId) {
        return new AwsException(
                "RequestLimitExceeded",
                "%d changes of %s were overtaken by others; try again."
                        .formatted(COMMIT_TRIES_MAX, vpcId));
    }

    private static Network read(byte[] value) {
        return JSON.readValue(value, Network.class);
    }

    private static byte[] write(Network network) {
        byte[] value = JSON.writeValueAsBytes(network);
        if (value.length > Store.VALUE_BYTES_MAX)
            throw new AwsException(
                    "ResourceCountExceeded",
                    "The record of %s would take %d bytes, allowed %d."
                            .formatted(network.vpcId(), value.length, Store.VALUE_BYTES_MAX));
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
}
