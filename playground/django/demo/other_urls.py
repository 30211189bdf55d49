"""The prefixes of the packages besides DRF, simplejwt and djoser, and the tutorials, which use some of them."""
from demo import tutorials
from demo.mounting import mount_later

prefixes = [
    mount_later("drf-jwt/", "demo.mounts.drf_jwt:patterns"),
    mount_later("knox/", "demo.mounts.knox:plain"),
    mount_later("knox-auto-refresh/", "demo.mounts.knox:auto_refresh"),
    mount_later("ninja/", "demo.mounts.ninja:patterns"),
    mount_later("dj-rest-auth/", "demo.mounts.dj_rest_auth:token_mode"),
    mount_later("dj-rest-auth-jwt/", "demo.mounts.dj_rest_auth:jwt_mode"),
    mount_later("dj-rest-auth-cookie/", "demo.mounts.dj_rest_auth:cookie_mode"),
    mount_later("dj-rest-auth-csrf/", "demo.mounts.dj_rest_auth:cookie_mode_with_csrf"),
    mount_later("dj-rest-auth-refresh-cookie/", "demo.mounts.dj_rest_auth:refresh_cookie_mode"),
    mount_later("allauth/", "demo.mounts.allauth:session_tokens"),
    mount_later("allauth-jwt/", "demo.mounts.allauth:jwt"),
    mount_later("oauth2/", "demo.mounts.oauth2:patterns"),
    *tutorials.prefixes,
]
