package homeport.control.name;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.Optional;

/**
 * A resource's full name: {@code arn:aws:rds:<region>:<account>:<kind>:<id>}. Kinds: db, cluster,
 * pg, cluster-pg, subgrp, og, snapshot, cluster-snapshot, es, secgrp, ri, db-proxy, target-group …
 * An id may hold colons ({@code rds:orders-2026-11-24-03-10}).
 */
public record Arn(String region, String account, String kind, String id) {
    public static boolean looksLike(String text) {
        return text.startsWith("arn:");
    }

    /**
     * @throws AwsException {@code InvalidParameterValue} when it is no RDS resource name
     */
    public static Arn parse(String text) {
        return tryParse(text)
                .orElseThrow(() ->
                        AwsException.invalidValue(
                                "The specified resource name does not match an RDS resource: "
                                        + text));
    }

    /**
     * The id in what is perhaps a resource name.
     *
     * @return empty: it is one of another kind, region or account than asked for
     * @throws AwsException {@code InvalidParameterValue}: it begins as one and is none of RDS
     */
    public static Optional<String> idHere(Call call, String kind, String idOrArn) {
        if (!looksLike(idOrArn)) return Optional.of(idOrArn);
        return Optional.of(parse(idOrArn))
                .filter(arn -> arn.kind.equals(kind) && arn.isOf(call))
                .map(Arn::id);
    }

    /** Of the region and the account that are called. */
    public boolean isOf(Call call) {
        return region.equals(call.region()) && account.equals(call.account());
    }

    public static Optional<Arn> tryParse(String text) {
        String[] parts = text.split(":", 7);
        if (parts.length != 7
                || !parts[0].equals("arn")
                || !parts[1].equals("aws")
                || !parts[2].equals("rds")) return Optional.empty();
        return Optional.of(new Arn(parts[3], parts[4], parts[5], parts[6]));
    }

    @Override
    public String toString() {
        return "arn:aws:rds:" + region + ":" + account + ":" + kind + ":" + id;
    }
}
