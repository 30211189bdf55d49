// The look of the site: VitePress' own, with a few additions.
import DefaultTheme from "vitepress/theme";
import "./additions.css";

export default DefaultTheme;
