/* net-snmp's own client library: COUNT GETs of 16 variables from one session, and the CPU they took.
 *
 * usage: snmp_peer PORT COUNT v2c COMMUNITY
 *        snmp_peer PORT COUNT v3 USER AUTH_PASSWORD PRIVACY_PASSWORD     (SHA-256, AES-128)
 * Prints microseconds of CPU (user and system) a request.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const oid auth_protocol[] = {1, 3, 6, 1, 6, 3, 10, 1, 1, 5};
static const oid privacy_protocol[] = {1, 3, 6, 1, 6, 3, 10, 1, 2, 4};

static double cpu_us(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

static int get_16(netsnmp_session *session)
{
    /* ifEntry of interface 1, as a line driver reads it; sysUpTime and sysName */
    static const oid columns[] = {1, 3, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20};
    static const oid uptime[] = {1, 3, 6, 1, 2, 1, 1, 3, 0}, name_of[] = {1, 3, 6, 1, 2, 1, 1, 5, 0};
    netsnmp_pdu *answer = NULL, *request = snmp_pdu_create(SNMP_MSG_GET);
    int found = 0;
    for (size_t i = 0; i < OID_LENGTH(columns); i++) {
        oid name[] = {1, 3, 6, 1, 2, 1, 2, 2, 1, 0, 1};
        name[9] = columns[i];
        snmp_add_null_var(request, name, OID_LENGTH(name));
    }
    snmp_add_null_var(request, uptime, OID_LENGTH(uptime));
    snmp_add_null_var(request, name_of, OID_LENGTH(name_of));
    if (snmp_synch_response(session, request, &answer) == STAT_SUCCESS && answer->errstat == SNMP_ERR_NOERROR)
        for (netsnmp_variable_list *v = answer->variables; v; v = v->next_variable)
            found++;
    if (answer)
        snmp_free_pdu(answer);
    return found;
}

int main(int argc, char **argv)
{
    netsnmp_session wanted, *session;
    char peer[64];
    int count;
    if (argc < 5)
        return 2;
    count = atoi(argv[2]);
    setenv("MIBS", "", 1);
    setenv("SNMPCONFPATH", "/nonexistent", 1);
    init_snmp("peer");
    snmp_sess_init(&wanted);
    snprintf(peer, sizeof peer, "udp:127.0.0.1:%s", argv[1]);
    wanted.peername = peer;
    if (!strcmp(argv[3], "v2c")) {
        wanted.version = SNMP_VERSION_2c;
        wanted.community = (u_char *)argv[4];
        wanted.community_len = strlen(argv[4]);
    } else {
        if (argc < 7)
            return 2;
        wanted.version = SNMP_VERSION_3;
        wanted.securityName = argv[4];
        wanted.securityNameLen = strlen(argv[4]);
        wanted.securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
        wanted.securityAuthProto = (oid *)auth_protocol;
        wanted.securityAuthProtoLen = OID_LENGTH(auth_protocol);
        wanted.securityPrivProto = (oid *)privacy_protocol;
        wanted.securityPrivProtoLen = OID_LENGTH(privacy_protocol);
        wanted.securityAuthKeyLen = USM_AUTH_KU_LEN;
        wanted.securityPrivKeyLen = USM_PRIV_KU_LEN;
        if (generate_Ku(auth_protocol, OID_LENGTH(auth_protocol), (u_char *)argv[5], strlen(argv[5]),
                        wanted.securityAuthKey, &wanted.securityAuthKeyLen) != SNMPERR_SUCCESS ||
            generate_Ku(auth_protocol, OID_LENGTH(auth_protocol), (u_char *)argv[6], strlen(argv[6]),
                        wanted.securityPrivKey, &wanted.securityPrivKeyLen) != SNMPERR_SUCCESS)
            return 1;
    }
    session = snmp_open(&wanted);
    if (!session || get_16(session) != 16)
        return 1;
    double start = cpu_us();
    for (int i = 0; i < count; i++)
        if (get_16(session) != 16)
            return 1;
    printf("%.3f\n", (cpu_us() - start) / count);
    snmp_close(session);
    return 0;
}
