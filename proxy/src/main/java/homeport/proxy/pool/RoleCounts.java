package homeport.proxy.pool;

/** What happens to those who want a target of one role. Owner: the loop's thread. */
final class RoleCounts {
    final Target.Role role;
    long borrowRequests;
    long borrowsAborted;

    /** Once a second it is looked whether there is a target that answers. */
    long looks;

    long looksAvailable;

    /** It has had a target, or a client that wanted one. */
    boolean isUsed;

    RoleCounts(Target.Role role) {
        this.role = role;
    }

    void looked(boolean isAvailable, boolean has) {
        isUsed |= has || role == Target.Role.READ_WRITE;
        if (!isUsed) return;
        looks++;
        if (isAvailable) looksAvailable++;
    }

    ProxyMetrics.Role now() {
        return new ProxyMetrics.Role(role, borrowRequests, borrowsAborted, looks, looksAvailable);
    }
}
