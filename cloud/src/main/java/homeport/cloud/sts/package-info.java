/** STS: who am I, and temporary keys. Source: STS API reference. */
package homeport.cloud.sts;
