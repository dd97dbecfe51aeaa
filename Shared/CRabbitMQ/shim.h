// SPDX-License-Identifier: Apache-2.0
// What Swift cannot see of librabbitmq: the variadic login and the cast macros that name methods.
#ifndef SUITE_CRABBITMQ_SHIM_H
#define SUITE_CRABBITMQ_SHIM_H

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>

/// Logs in with PLAIN, asking for what the broker only sends to clients that say they understand it
/// (native-clients.md M5): basic.cancel, connection.blocked, confirms, nacks and a reason for a refused login.
static inline amqp_rpc_reply_t suite_amqp_login(amqp_connection_state_t connection, const char *virtual_host,
                                                int channel_max, int frame_max, int heartbeat,
                                                const char *connection_name, const char *user,
                                                const char *password) {
    static const char *const names[] = {"consumer_cancel_notify", "connection.blocked", "publisher_confirms",
                                        "basic.nack", "authentication_failure_close"};
    enum { count = sizeof names / sizeof names[0] };
    amqp_table_entry_t capabilities[count];
    for (int i = 0; i < count; i++) {
        capabilities[i].key = amqp_cstring_bytes(names[i]);
        capabilities[i].value.kind = AMQP_FIELD_KIND_BOOLEAN;
        capabilities[i].value.value.boolean = 1;
    }
    amqp_table_entry_t entries[2];
    entries[0].key = amqp_cstring_bytes("capabilities");
    entries[0].value.kind = AMQP_FIELD_KIND_TABLE;
    entries[0].value.value.table.num_entries = count;
    entries[0].value.value.table.entries = capabilities;
    entries[1].key = amqp_cstring_bytes("connection_name");
    entries[1].value.kind = AMQP_FIELD_KIND_UTF8;
    entries[1].value.value.bytes = amqp_cstring_bytes(connection_name);
    amqp_table_t properties = {.num_entries = 2, .entries = entries};
    return amqp_login_with_properties(connection, virtual_host, channel_max, frame_max, heartbeat, &properties,
                                      AMQP_SASL_METHOD_PLAIN, user, password);
}

// Times go through plain milliseconds: to Swift, timeval belongs to a module of Dispatch.

static inline struct timeval suite_amqp_time(int milliseconds) {
    struct timeval time = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
    return time;
}

/// Connects, and bounds the login that follows by the same time.
static inline int suite_amqp_connect(amqp_connection_state_t connection, amqp_socket_t *socket, const char *host,
                                     int port, int milliseconds) {
    const struct timeval limit = suite_amqp_time(milliseconds);
    const int status = amqp_socket_open_noblock(socket, host, port, &limit);
    return status == AMQP_STATUS_OK ? amqp_set_handshake_timeout(connection, &limit) : status;
}

/// Reads a frame without waiting for one.
static inline int suite_amqp_next_frame(amqp_connection_state_t connection, amqp_frame_t *frame) {
    const struct timeval none = suite_amqp_time(0);
    return amqp_simple_wait_frame_noblock(connection, frame, &none);
}

/// Hands the kernel's held-back tail to the network. librabbitmq marks the last frame of some bodies MSG_MORE
/// (native-clients.md M2); setting TCP_NODELAY pushes pending frames on Linux whatever its value was (tcp(7)).
static inline int suite_amqp_push_tail(int descriptor) {
    const int on = 1;
    return setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// Gathers small segments while on, sends what was gathered when turned off (tcp(7), TCP_CORK).
static inline int suite_amqp_cork(int descriptor, int on) {
    return setsockopt(descriptor, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

/// The method numbers the client handles; the library's own names are casts, which Swift does not import.
enum suite_amqp_method {
    suite_amqp_connection_close = AMQP_CONNECTION_CLOSE_METHOD,
    suite_amqp_connection_close_ok = AMQP_CONNECTION_CLOSE_OK_METHOD,
    suite_amqp_connection_blocked = AMQP_CONNECTION_BLOCKED_METHOD,
    suite_amqp_connection_unblocked = AMQP_CONNECTION_UNBLOCKED_METHOD,
    suite_amqp_channel_open = AMQP_CHANNEL_OPEN_METHOD,
    suite_amqp_channel_open_ok = AMQP_CHANNEL_OPEN_OK_METHOD,
    suite_amqp_channel_close = AMQP_CHANNEL_CLOSE_METHOD,
    suite_amqp_channel_close_ok = AMQP_CHANNEL_CLOSE_OK_METHOD,
    suite_amqp_queue_declare = AMQP_QUEUE_DECLARE_METHOD,
    suite_amqp_queue_declare_ok = AMQP_QUEUE_DECLARE_OK_METHOD,
    suite_amqp_queue_bind = AMQP_QUEUE_BIND_METHOD,
    suite_amqp_queue_bind_ok = AMQP_QUEUE_BIND_OK_METHOD,
    suite_amqp_basic_qos = AMQP_BASIC_QOS_METHOD,
    suite_amqp_basic_qos_ok = AMQP_BASIC_QOS_OK_METHOD,
    suite_amqp_basic_consume = AMQP_BASIC_CONSUME_METHOD,
    suite_amqp_basic_consume_ok = AMQP_BASIC_CONSUME_OK_METHOD,
    suite_amqp_basic_cancel = AMQP_BASIC_CANCEL_METHOD,
    suite_amqp_basic_cancel_ok = AMQP_BASIC_CANCEL_OK_METHOD,
    suite_amqp_basic_return = AMQP_BASIC_RETURN_METHOD,
    suite_amqp_basic_deliver = AMQP_BASIC_DELIVER_METHOD,
    suite_amqp_basic_ack = AMQP_BASIC_ACK_METHOD,
    suite_amqp_basic_nack = AMQP_BASIC_NACK_METHOD,
    suite_amqp_confirm_select = AMQP_CONFIRM_SELECT_METHOD,
    suite_amqp_confirm_select_ok = AMQP_CONFIRM_SELECT_OK_METHOD,
};

#endif
