package homeport.cloud.secret;

import homeport.aws.AwsException;
import homeport.aws.Sha256;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * Secrets in the store. {@code /secretsmanager/<region>/secret/<hash of the name>} is the record,
 * {@code /secretsmanager/<region>/value/<id>} one sealed value, {@code
 * /secretsmanager/~due/<region>/<hash>} says that a record is scheduled for deletion. A record and
 * its values always change in one commit.
 */
final class SecretStore {
    static final int COMMIT_TRIES_MAX = 64;
    private static final String ROOT = "/secretsmanager/";
    private static final String DUE = ROOT + "~due/";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final Sealer sealer;
    private final String account;

    SecretStore(Store store, Sealer sealer, String account) {
        this.store = store;
        this.sealer = sealer;
        this.account = account;
    }

    String account() {
        return account;
    }

    /** A record and the revision at which it was read. */
    private record Held(Secret secret, long revision) {}

    /**
     * What a change makes of a secret.
     *
     * @param added the value of the one version that is new
     */
    record Step(Secret after, Optional<Plain> added) {}

    /**
     * @param id a name, an ARN, or an ARN without its last seven characters
     * @throws AwsException there is none, or its deletion is over
     */
    Secret required(String region, String id, Instant now) {
        return held(region, id, now).orElseThrow(Refusal::noSecret).secret();
    }

    Optional<Secret> find(String region, String id, Instant now) {
        return held(region, id, now).map(Held::secret);
    }

    private Optional<Held> held(String region, String id, Instant now) {
        return resolve(region, id).filter(held -> !held.secret().gone(now));
    }

    private Optional<Held> resolve(String region, String id) {
        if (!id.startsWith("arn:")) return byName(region, id);
        var resource = SecretId.resource(region, account, id);
        var full =
                resource.flatMap(SecretId::withoutSuffix)
                        .flatMap(name -> byName(region, name))
                        .filter(held -> held.secret().arn().equals(id));
        return full.isPresent() ? full : resource.flatMap(name -> byName(region, name));
    }

    private Optional<Held> byName(String region, String name) {
        return store.get(key(region, name)).map(e -> new Held(read(e.value()), e.revision()));
    }

    List<Secret> all(String region, Instant now) {
        return store.list(ROOT + region + "/secret/").entries().stream()
                .map(entry -> read(entry.value()))
                .filter(secret -> !secret.gone(now))
                .toList();
    }

    /** Of every region. */
    List<Secret> everywhere(Instant now) {
        return store.list(ROOT).entries().stream()
                .filter(entry -> entry.key().contains("/secret/"))
                .map(entry -> read(entry.value()))
                .filter(secret -> !secret.gone(now))
                .toList();
    }

    Plain value(String region, Secret secret, Version version) {
        var entry =
                store.get(valueKey(region, version.valueId()))
                        .orElseThrow(Refusal::noSecret); // deleted since the record was read
        return new Plain(
                sealer.unseal(entry.value(), secret.sealContext(version.id())), version.binary());
    }

    /**
     * Creates a secret; one whose deletion is over makes room.
     *
     * @return false when a secret has the name already, scheduled for deletion or not
     */
    boolean create(String region, Secret secret, Optional<Plain> value, Instant now) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            var old = byName(region, secret.name());
            if (old.isPresent() && !old.get().secret().gone(now)) return false;
            var ops = new ArrayList<Op>();
            String key = key(region, secret.name());
            long revision = old.map(Held::revision).orElse(0L);
            ops.add(
                    new Op.Put(
                            key, write(secret), OptionalLong.of(revision), OptionalLong.empty()));
            old.ifPresent(held -> ops.addAll(withoutValues(region, held.secret())));
            value.ifPresent(plain -> ops.add(sealed(region, secret, plain)));
            if (store.commit(ops).isPresent()) return true;
        }
        throw busy();
    }

    /**
     * Applies {@code change} to the newest state until no other change came between. It may be
     * called several times and must have no effect of its own.
     */
    Secret change(String region, String id, Instant now, Function<Secret, Step> change) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            var held = held(region, id, now).orElseThrow(Refusal::noSecret);
            var before = held.secret();
            var step = change.apply(before);
            var after = step.after();
            if (after.equals(before)) return before;
            String key = key(region, before.name());
            var ops = new ArrayList<Op>();
            ops.add(Op.replace(key, write(after), held.revision()));
            step.added().ifPresent(plain -> ops.add(sealed(region, after, plain)));
            for (var version : before.versions())
                if (Stages.find(after.versions(), version.id()).isEmpty())
                    ops.add(Op.delete(valueKey(region, version.valueId())));
            if (!after.deletion().equals(before.deletion()))
                ops.add(
                        after.deletion().isPresent()
                                ? Op.put(dueKey(region, before.name()), new byte[0])
                                : Op.delete(dueKey(region, before.name())));
            if (store.commit(ops).isPresent()) return after;
        }
        throw busy();
    }

    /**
     * Deletes at once and for good.
     *
     * @param check refuses by throwing; may be called several times
     * @return false when there was nothing to delete
     */
    boolean purge(String region, String id, Instant now, Consumer<Secret> check) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            var held = held(region, id, now);
            if (held.isEmpty()) return false;
            check.accept(held.get().secret());
            if (purged(region, held.get())) return true;
        }
        throw busy();
    }

    private boolean purged(String region, Held held) {
        var ops = new ArrayList<Op>();
        ops.add(Op.delete(key(region, held.secret().name()), held.revision()));
        ops.addAll(withoutValues(region, held.secret()));
        return store.commit(ops).isPresent();
    }

    /**
     * Deletes what was scheduled to be gone by now.
     *
     * @return how many secrets that were
     */
    int sweep(Instant now) {
        int count = 0;
        for (var due : store.list(DUE).entries()) {
            String[] place = due.key().substring(DUE.length()).split("/");
            var entry = store.get(ROOT + place[0] + "/secret/" + place[1]);
            if (entry.isEmpty()) continue;
            var held = new Held(read(entry.get().value()), entry.get().revision());
            if (held.secret().gone(now) && purged(place[0], held)) count++;
        }
        return count;
    }

    private static List<Op> withoutValues(String region, Secret secret) {
        var ops = new ArrayList<Op>();
        for (var version : secret.versions())
            ops.add(Op.delete(valueKey(region, version.valueId())));
        ops.add(Op.delete(dueKey(region, secret.name())));
        return ops;
    }

    /** The newest version is the one that a step or a creation adds: it is the last. */
    private Op sealed(String region, Secret secret, Plain plain) {
        var version = secret.versions().getLast();
        byte[] sealed = sealer.seal(plain.bytes(), secret.sealContext(version.id()));
        return Op.create(valueKey(region, version.valueId()), sealed);
    }

    static Version bare(String id, Plain plain, Instant now) {
        return new Version(id, List.of(), now, UUID.randomUUID().toString(), plain.binary());
    }

    private static AwsException busy() {
        return new AwsException(
                "InternalServiceError",
                "%d changes were overtaken by others; try again.".formatted(COMMIT_TRIES_MAX));
    }

    private static Secret read(byte[] value) {
        return JSON.readValue(value, Secret.class);
    }

    private static byte[] write(Secret secret) {
        return JSON.writeValueAsBytes(secret);
    }

    /** Names can be longer than keys. */
    private static String key(String region, String name) {
        return ROOT + region + "/secret/" + Sha256.hex(name);
    }

    private static String dueKey(String region, String name) {
        return DUE + region + "/" + Sha256.hex(name);
    }

    private static String valueKey(String region, String valueId) {
        return ROOT + region + "/value/" + valueId;
    }
}
