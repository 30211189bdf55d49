"use client";
/** Shows that somebody will be signed out for want of activity, and when. */
import React from "react";
import { useAuth } from "./use-auth.ts";

export function useIdle() {
  const { idle, stay, logout } = useAuth() as any;
  const [, tick] = React.useReducer(Date.now, 0);
  React.useEffect(() => {
    const ticking = idle && setInterval(tick, 1000);
    return () => clearInterval(ticking);
  }, [idle]);
  return {
    isWarning: !!idle,
    remaining: idle ? Math.max(0, idle.endsAt - Date.now()) : 0,
    stay,
    logout,
  };
}
