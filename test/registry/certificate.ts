// A certificate for 127.0.0.1 and localhost that signs itself, and its key, for servers in tests. Nobody else trusts it:
// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=localhost \
//   -addext 'subjectAltName=IP:127.0.0.1,DNS:localhost'

export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUES2RjO0QFnN0/Tc4a4GZzbNbR00wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODA3NDM1N1oYDzIxMjYxMTA0
MDc0MzU3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQQHn5HjyyuVsBG+933A6Eg62+5nwsPP/8+moWVyGxduUlFJ5IjqQZH
+mOjBVt8FRn/LMYkYPmq8CwrIkpC0zWco28wbTAdBgNVHQ4EFgQUgyZAMMBDu+bw
5pb7bgvBLgcUG9swHwYDVR0jBBgwFoAUgyZAMMBDu+bw5pb7bgvBLgcUG9swDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDRwAwRAIgBFe8dA3AHLp9HhgO8FzI04IJjr51O+HguXaTrR3ZB4oCIF+S
Y2LQ13sblEEWTOoayfOqErtDolUC9bqlLOIkiyRE
-----END CERTIFICATE-----
`;

export const PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIKzs24fTp9J7usUS
YnOUZ7BUfi+BKo4jRldR8GU/6LShRANCAAQQHn5HjyyuVsBG+933A6Eg62+5nwsP
P/8+moWVyGxduUlFJ5IjqQZH+mOjBVt8FRn/LMYkYPmq8CwrIkpC0zWc
-----END PRIVATE KEY-----
`;
