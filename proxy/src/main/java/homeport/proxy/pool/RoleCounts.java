package homeport.proxy.pool;

/** What happens to those who want a target of one role. Owner: the loop's thread. */
final class RoleCounts {
    final Target.Role role;
    long borrowRequests;
    long borrowsAborted;

    /** Once a second it is looked whether there is a target that answers. */
    long looks;

    long looksAvailable;

    /** It has had a target; writes always count. */
    boolean isUsed;

    RoleCounts(Target.Role role) {
        this.role = role;
        isUsed = role == Target.Role.READ_WRITE;
    }

    void looked(boolean isAvailable, boolean has) {
        isUsed |= has;
        if (!isUsed) return;
        looks++;
        if (isAvailable) looksAvailable++;
    }

    ProxyMetrics.Role now() {
        return new ProxyMetrics.Role(role, borrowRequests, borrowsAborted, looks, looksAvailable);
    }
}
